namespace Switchroom.Rtp.Sdp;

/// <summary>Bounds on a session description that is parsed.</summary>
public sealed record SdpLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static readonly SdpLimits Default = new();

    /// <summary>Characters in all. A browser's description of 100 tracks has about 200,000.</summary>
    public int MaxLength { get; init; } = 1024 * 1024;

    /// <summary>Lines in all.</summary>
    public int MaxLines { get; init; } = 32_768;

    /// <summary>m-lines.</summary>
    public int MaxMedia { get; init; } = 512;
}
