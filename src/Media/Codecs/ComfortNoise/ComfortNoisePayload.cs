namespace Switchroom.Media.Codecs.ComfortNoise;

/// <summary>
/// The payload of RFC 3389 section 3, static payload type 13 at 8 kHz:
/// <code>
///  0 1 2 3 4 5 6 7 | 0 1 2 3 4 5 6 7 | 0 1 2 3 4 5 6 7 | ...
/// |0|   level     |  quantized reflection coefficients
/// </code>
/// </summary>
public static class ComfortNoisePayload
{
    /// <summary>The static payload type for an 8 kHz clock (RFC 3551 table 4).</summary>
    public const int StaticPayloadType = 13;

    /// <summary>The most reflection coefficients that are read or written; a payload may carry more, which add nothing audible.</summary>
    public const int MaxOrder = 10;

    /// <summary>The longest payload written.</summary>
    public const int MaxLength = 1 + MaxOrder;

    /// <summary>A coefficient from its octet (section 3.2).</summary>
    internal static float Dequantise(byte octet) => Math.Clamp(258f * (octet - 127) / 32768f, -0.98f, 0.98f);

    /// <summary>The octet of a coefficient (section 3.2).</summary>
    internal static byte Quantise(float coefficient) => (byte)Math.Clamp(MathF.Round(coefficient * 32768f / 258f) + 127, 0, 254);
}
