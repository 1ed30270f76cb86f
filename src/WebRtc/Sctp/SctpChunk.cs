namespace Switchroom.WebRtc.Sctp;

/// <summary>
/// One chunk (RFC 9260 section 3.2).
/// <code>
/// +---------------+---------------+-------------------------------+
/// |  Chunk Type   |  Chunk Flags  |         Chunk Length          |
/// +---------------+---------------+-------------------------------+
/// |                          Chunk Value                          |
/// +---------------------------------------------------------------+
/// </code>
/// </summary>
internal readonly ref struct SctpChunk
{
    internal required SctpChunkType Type { get; init; }

    internal required byte Flags { get; init; }

    internal required ReadOnlySpan<byte> Value { get; init; }
}
