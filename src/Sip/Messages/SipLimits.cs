namespace Switchroom.Sip.Messages;

/// <summary>Bounds on what is read from a network.</summary>
public sealed record SipLimits
{
    /// <summary>The default bounds.</summary>
    public static readonly SipLimits Default = new();

    /// <summary>Start line and headers together, at most 65,535 bytes.</summary>
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <summary>The body.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Header fields, each address of a list counted.</summary>
    public int MaxHeaders { get; init; } = 256;

    /// <summary>The Request-URI.</summary>
    public int MaxUriBytes { get; init; } = 4 * 1024;
}
