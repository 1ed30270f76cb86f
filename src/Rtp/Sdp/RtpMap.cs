using System.Globalization;

namespace Switchroom.Rtp.Sdp;

/// <summary>What a payload type means (<c>a=rtpmap</c>, RFC 8866 section 6.6).</summary>
/// <param name="PayloadType">The payload type.</param>
/// <param name="Encoding">The codec's name; compare without case.</param>
/// <param name="ClockRate">RTP ticks a second. 8000 for G722, whose sound has 16 kHz.</param>
/// <param name="Channels">1 unless stated.</param>
public sealed record RtpMap(PayloadType PayloadType, string Encoding, int ClockRate, int Channels = 1)
{
    /// <summary>Whether the name is <paramref name="encoding"/>, in any case.</summary>
    public bool Is(string encoding) => string.Equals(Encoding, encoding, StringComparison.OrdinalIgnoreCase);

    /// <summary>The attribute's value.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{PayloadType} {Encoding}/{ClockRate}{(Channels == 1 ? "" : "/" + Channels.ToString(CultureInfo.InvariantCulture))}");

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string value, out RtpMap? map)
    {
        map = null;
        var words = new SdpText(value);
        if (!SdpText.TryPayloadType(words.Word(), out var type))
        {
            return false;
        }

        var parts = words.Word().ToString().Split('/');
        var channels = 1;
        if (parts.Length is < 2 or > 3 || parts[0].Length == 0 || !SdpText.TryNumber(parts[1], out var rate) || rate == 0
            || (parts.Length == 3 && (!SdpText.TryNumber(parts[2], out channels) || channels == 0)))
        {
            return false;
        }

        map = new RtpMap(type, parts[0], rate, channels);
        return true;
    }
}
