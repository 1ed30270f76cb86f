namespace Switchroom.Rtp.Negotiation;

/// <summary>Which payload type stands for which codec on our side; once given, it stays for the session (RFC 3264 section 8.3.2).</summary>
internal sealed class PayloadTypeTable
{
    private const byte FirstDynamic = 96;
    private const byte LastDynamic = 127;
    private readonly Dictionary<PayloadType, AudioEncoding> _codecs = [];

    /// <summary>Whether it stands for a codec on our side.</summary>
    public bool Has(PayloadType type) => _codecs.ContainsKey(type);

    /// <summary>The codec's payload type, given now if it has none yet.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="wanted">The far end's number for it, taken over when it is free.</param>
    public PayloadType Of(AudioEncoding codec, PayloadType? wanted = null)
    {
        foreach (var (type, known) in _codecs)
        {
            if (known.Matches(codec) && (wanted is null || wanted == type))
            {
                return type;
            }
        }

        var chosen = wanted ?? codec.StaticType ?? codec.UsualType;
        for (var next = LastDynamic; _codecs.ContainsKey(chosen) && next >= FirstDynamic; next--)
        {
            chosen = new PayloadType(next);
        }

        _codecs[chosen] = codec;
        return chosen;
    }
}
