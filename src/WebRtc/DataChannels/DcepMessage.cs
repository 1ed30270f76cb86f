using System.Buffers.Binary;
using System.Text;

namespace Switchroom.WebRtc.DataChannels;

/// <summary>
/// DATA_CHANNEL_OPEN and DATA_CHANNEL_ACK (RFC 8832 section 5).
/// <code>
/// +---------------+---------------+-------------------------------+
/// |  Message Type |  Channel Type |            Priority           |
/// +---------------+---------------+-------------------------------+
/// |                    Reliability Parameter                      |
/// +-------------------------------+-------------------------------+
/// |         Label Length          |       Protocol Length         |
/// +-------------------------------+-------------------------------+
/// |                      Label, then Protocol                     |
/// +---------------------------------------------------------------+
/// </code>
/// </summary>
internal static class DcepMessage
{
    internal const uint PayloadProtocol = 50;
    internal const byte Ack = 0x02;
    internal const byte Open = 0x03;

    /// <summary>Longest label and protocol taken.</summary>
    internal const int MaxName = 512;

    private const int FixedLength = 12;
    private const byte Unordered = 0x80;
    private const byte LimitedRetransmits = 1;
    private const byte LimitedLifetime = 2;

    internal static byte[] WriteOpen(DataChannelOptions options)
    {
        var label = Encoding.UTF8.GetBytes(options.Label);
        var protocol = Encoding.UTF8.GetBytes(options.Protocol);
        var message = new byte[FixedLength + label.Length + protocol.Length];
        var limit = options.MaxRetransmits is not null ? LimitedRetransmits : options.MaxLifetime is not null ? LimitedLifetime : (byte)0;
        message[0] = Open;
        message[1] = (byte)(limit | (options.Ordered ? 0 : Unordered));
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), 256);
        BinaryPrimitives.WriteUInt32BigEndian(
            message.AsSpan(4), (uint)(options.MaxRetransmits ?? (int)(options.MaxLifetime ?? TimeSpan.Zero).TotalMilliseconds));
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(8), (ushort)label.Length);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(10), (ushort)protocol.Length);
        label.CopyTo(message, FixedLength);
        protocol.CopyTo(message, FixedLength + label.Length);
        return message;
    }

    internal static bool TryReadOpen(ReadOnlySpan<byte> message, out DataChannelOptions? options)
    {
        options = null;
        if (message.Length < FixedLength || message[0] != Open)
        {
            return false;
        }

        int label = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        int protocol = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        var limit = message[1] & 0x7F;
        if (label > MaxName || protocol > MaxName || message.Length != FixedLength + label + protocol || limit > LimitedLifetime)
        {
            return false;
        }

        var reliability = (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(message[4..]));
        options = new DataChannelOptions(
            Encoding.UTF8.GetString(message.Slice(FixedLength, label)),
            (message[1] & Unordered) == 0,
            limit == LimitedRetransmits ? reliability : null,
            limit == LimitedLifetime ? TimeSpan.FromMilliseconds(reliability) : null,
            Encoding.UTF8.GetString(message.Slice(FixedLength + label, protocol)));
        return true;
    }
}
