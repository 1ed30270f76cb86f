namespace Switchroom.Server.Signalling;

/// <summary>What a client says of itself: for logs, and for other clients that adapt to it.</summary>
internal sealed record ClientDescription
{
    public string Sdk { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>The signalling protocol's version.</summary>
    public int Protocol { get; init; }

    /// <summary>The version of what clients speak among themselves.</summary>
    public int ClientProtocol { get; init; }

    public string Os { get; init; } = "";

    public string Browser { get; init; } = "";
}
