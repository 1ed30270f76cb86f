namespace Switchroom.WebRtc.DataChannels;

/// <summary>A data channel (RFC 8831), opened by either side.</summary>
public sealed class DataChannel
{
    internal DataChannel(ushort streamId, DataChannelOptions options)
    {
        StreamId = streamId;
        Options = options;
    }

    /// <summary>The SCTP stream it uses in both directions.</summary>
    public ushort StreamId { get; }

    /// <summary>Label, protocol and reliability as its opener set them.</summary>
    public DataChannelOptions Options { get; }

    /// <summary>Its label.</summary>
    public string Label => Options.Label;

    /// <summary>Whether messages can be sent on it.</summary>
    public bool IsOpen { get; internal set; }
}
