using System.Buffers.Binary;
using Switchroom.WebRtc.DataChannels;
using Switchroom.WebRtc.Sctp;

namespace Switchroom.Fuzz.WebRtc;

/// <summary>Chunks of the input's choice, under a right header, against an established association with open channels and unacknowledged data.</summary>
public sealed class SctpTarget : FuzzTarget
{
    private readonly byte[] _buffer = new byte[1500];

    /// <inheritdoc/>
    public override string Name => "sctp";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        var now = TimeSpan.FromSeconds(1);
        var client = new SctpAssociation(new Random(1), 5000, 65_536);
        var server = new SctpAssociation(new Random(2), 5000, 65_536);
        var data = new DataTransport(server, dtlsServer: true, 16, _ => { });
        data.Open(new DataChannelOptions("open"), now);
        client.Connect(now);
        uint tag = 0;
        for (var i = 0; i < 6; i++)
        {
            Exchange(client, server, now, ref tag);
            Exchange(server, client, now, ref tag, learn: false);
            data.Follow();
        }

        Feed(server, input, tag, now);
        data.Follow();
        for (var i = 0; i < 20 && server.TryWritePacket(_buffer, now, out _); i++)
        {
        }

        for (var i = 0; i < 40 && server.NextDeadline is { } due; i++)
        {
            now = due > now ? due : now;
            server.HandleDeadline(now);
            while (server.TryWritePacket(_buffer, now, out _))
            {
            }
        }
    }

    private static void Feed(SctpAssociation server, ReadOnlySpan<byte> chunks, uint tag, TimeSpan now)
    {
        var packet = new byte[12 + chunks.Length];
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), tag);
        chunks.CopyTo(packet.AsSpan(12));
        if (packet.Length >= 16)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), SctpChecksum.Of(packet));
        }

        server.HandlePacket(packet, now);
    }

    private void Exchange(SctpAssociation from, SctpAssociation to, TimeSpan now, ref uint tag, bool learn = true)
    {
        while (from.TryWritePacket(_buffer, now, out var length))
        {
            tag = learn ? BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(4)) : tag;
            to.HandlePacket(_buffer.AsSpan(0, length), now);
        }
    }
}
