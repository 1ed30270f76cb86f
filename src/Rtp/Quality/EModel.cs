namespace Switchroom.Rtp.Quality;

/// <summary>The E-model (ITU-T G.107) with its default values for all that a packet network cannot measure; echo is taken as cancelled.</summary>
public static class EModel
{
    // R0 - Is with all defaults.
    private const double Basis = 93.2;

    /// <summary>The transmission rating R, 0 to 93.2.</summary>
    public static double Rating(in CallImpairments call) =>
        Math.Clamp(Basis - DelayImpairment(call.OneWayDelay) - EquipmentImpairment(call), 0, Basis);

    /// <summary>The mean opinion score for a rating, 1 to 4.5 (G.107 annex B).</summary>
    public static double Mos(double rating) => rating switch
    {
        <= 0 => 1,
        >= 100 => 4.5,
        _ => Math.Max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6),
    };

    /// <summary>Conversational quality: delay counts.</summary>
    public static double ConversationalMos(in CallImpairments call) => Mos(Rating(call));

    /// <summary>Listening quality: delay does not count.</summary>
    public static double ListeningMos(in CallImpairments call) => Mos(Rating(call with { OneWayDelay = TimeSpan.Zero }));

    // Idd: nothing up to 100 ms, then rising ever faster.
    private static double DelayImpairment(TimeSpan delay)
    {
        if (delay.TotalMilliseconds <= 100)
        {
            return 0;
        }

        var x = Math.Log2(delay.TotalMilliseconds / 100);
        return 25 * (Root6(x) - 3 * Root6(x / 3) + 2);
    }

    private static double Root6(double x) => Math.Pow(1 + Math.Pow(x, 6), 1.0 / 6);

    // Ie-eff.
    private static double EquipmentImpairment(in CallImpairments call)
    {
        var percent = 100 * Math.Clamp(call.Loss, 0, 1);
        var burst = call.BurstRatio < 1 ? 1 : call.BurstRatio;
        var equipment = call.Codec.Equipment;
        return equipment + (95 - equipment) * percent / (percent / burst + call.Codec.LossRobustness);
    }
}
