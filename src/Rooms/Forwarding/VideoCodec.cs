namespace Switchroom.Rooms.Forwarding;

/// <summary>What forwarding needs to know of a codec.</summary>
internal enum VideoCodec
{
    /// <summary>Forwarded without looking inside: any packet counts as the start of something decodable.</summary>
    Other,
    Vp8,
    Vp9,
    H264,
    Av1,
}

/// <summary>Finds where decoding can begin.</summary>
internal static class KeyFrame
{
    public static VideoCodec CodecOf(string encodingName) => encodingName.ToUpperInvariant() switch
    {
        "VP8" => VideoCodec.Vp8,
        "VP9" => VideoCodec.Vp9,
        "H264" => VideoCodec.H264,
        "AV1" => VideoCodec.Av1,
        _ => VideoCodec.Other,
    };

    /// <summary>Whether a packet begins a key frame (for H.264: carries parameter sets or an IDR slice).</summary>
    public static bool StartsAt(VideoCodec codec, ReadOnlySpan<byte> payload) => !payload.IsEmpty && codec switch
    {
        VideoCodec.Vp8 => Vp8Descriptor.TryParse(payload, out var descriptor) && descriptor.StartsKeyFrame,
        VideoCodec.Vp9 => StartsVp9(payload),
        VideoCodec.H264 => StartsH264(payload),

        // AV1 aggregation header: N says that a coded video sequence begins.
        VideoCodec.Av1 => (payload[0] & 0x08) != 0,
        _ => true,
    };

    // RFC 9628 section 4.2: |I|P|L|F|B|E|V|Z|; a key frame is not predicted, and the base spatial layer begins it.
    private static bool StartsVp9(ReadOnlySpan<byte> payload)
    {
        var flags = payload[0];
        if ((flags & 0x48) != 0x08)
        {
            return false;
        }

        var at = 1;
        if ((flags & 0x80) != 0)
        {
            at += payload.Length > at && (payload[at] & 0x80) != 0 ? 2 : 1;
        }

        return (flags & 0x20) == 0 || (payload.Length > at && ((payload[at] >> 1) & 7) == 0);
    }

    // RFC 6184 section 5.4: single NAL units, STAP-A (24), FU-A (28).
    private static bool StartsH264(ReadOnlySpan<byte> payload)
    {
        const int idr = 5, sps = 7, stapA = 24, fuA = 28;
        var type = payload[0] & 0x1f;
        if (type == stapA)
        {
            var rest = payload[1..];
            while (rest.Length > 2)
            {
                if ((rest[2] & 0x1f) is idr or sps)
                {
                    return true;
                }

                var size = (rest[0] << 8) | rest[1];
                rest = rest.Length > 2 + size ? rest[(2 + size)..] : default;
            }

            return false;
        }

        return type is idr or sps || (type == fuA && payload.Length > 1 && (payload[1] & 0x80) != 0 && (payload[1] & 0x1f) is idr or sps);
    }
}
