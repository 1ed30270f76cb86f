using System.Buffers.Binary;
using Switchroom.WebRtc.Sctp;

namespace Switchroom.WebRtc.Tests.Sctp;

/// <summary>A peer that was let in and does what no browser does.</summary>
public sealed class SctpAssociationTests
{
    private const ushort Port = 5000;
    private const int MaxMessage = 65_536;
    private const uint ServerTag = 77, ClientTag = 99, FirstTsn = 1000;

    private readonly SctpAssociation _server = new(new TagOf(ServerTag), Port, MaxMessage);
    private readonly byte[] _buffer = new byte[SctpPacket.MaxLength];
    private readonly List<byte[]> _answers = [];
    private uint _tsn = FirstTsn;

    public SctpAssociationTests()
    {
        var init = new SctpPacketWriter(_buffer, Port, 0);
        new InitChunk(ClientTag, 1 << 20, FirstTsn).Write(ref init, SctpChunkType.Init, []);
        Give(init.Finish());
        var cookie = _answers[^1].AsSpan(^16);
        var echo = new SctpPacketWriter(_buffer, Port, ServerTag);
        cookie.CopyTo(echo.Add(SctpChunkType.CookieEcho, 0, cookie.Length));
        Give(echo.Finish());
        Assert.Equal(SctpState.Established, _server.State);
    }

    /// <summary>Both packets come in one datagram, as two DTLS records.</summary>
    [Theory]
    [InlineData(120)]
    [InlineData(124)]
    [InlineData(128)]
    [InlineData(132)]
    [InlineData(136)]
    public void AnAnswerThatDoesNotFitBesideOthersGoesIntoTheNextPacket(int lastHeartbeat)
    {
        var heartbeats = new SctpPacketWriter(_buffer, Port, ServerTag);
        foreach (var length in (int[])[500, 500, lastHeartbeat])
        {
            heartbeats.Add(SctpChunkType.Heartbeat, 0, length);
        }

        _server.HandlePacket(_buffer.AsSpan(0, heartbeats.Finish()), TimeSpan.Zero);
        var reset = new SctpPacketWriter(_buffer, Port, ServerTag);
        var request = reset.Add(SctpChunkType.ReConfig, 0, 16);
        BinaryPrimitives.WriteUInt16BigEndian(request, SctpParameter.OutgoingReset);
        BinaryPrimitives.WriteUInt16BigEndian(request[2..], 16);
        BinaryPrimitives.WriteUInt32BigEndian(request[4..], FirstTsn);
        BinaryPrimitives.WriteUInt32BigEndian(request[12..], FirstTsn - 1);
        _answers.Clear();

        Give(reset.Finish());

        Assert.Contains(_answers, answer => Has(answer, SctpChunkType.ReConfig));
    }

    [Theory]
    [InlineData(DataChunk.BeginFlag, 0)]
    [InlineData(DataChunk.BeginFlag | DataChunk.EndFlag, 1)]
    [InlineData(DataChunk.BeginFlag | DataChunk.EndFlag | DataChunk.UnorderedFlag, 0)]
    public void WhatCanNeverBeDeliveredIsNotHeldForEver(byte firstFlags, int firstSequence)
    {
        const int Chunk = 1000, Chunks = 1500;
        for (var i = 0; i < Chunks && _server.State == SctpState.Established; i++)
        {
            var flags = i == 0 ? firstFlags : (byte)(firstFlags & ~(firstFlags == DataChunk.BeginFlag ? DataChunk.BeginFlag : 0));
            SendData(flags, (ushort)(firstFlags == DataChunk.BeginFlag ? 0 : firstSequence + i), Chunk);
        }

        // Messages that are handed on as they come may go on for ever; nothing else may.
        var isDelivered = (firstFlags & DataChunk.UnorderedFlag) != 0;
        Assert.Equal(isDelivered ? SctpState.Established : SctpState.Ended, _server.State);
        Assert.Equal(!isDelivered, Has(_answers[^1], SctpChunkType.Abort));
    }

    [Fact]
    public void TinyMessagesThatWaitForOneThatNeverComesAreNotHeldForEver()
    {
        for (var i = 0; i < 3 * IncomingData.MaxHeld && _server.State == SctpState.Established; i++)
        {
            SendData(DataChunk.BeginFlag | DataChunk.EndFlag, (ushort)(i + 1), 1);
        }

        Assert.Equal(SctpState.Ended, _server.State);
    }

    [Fact]
    public void AMessageThatIsTooLongTakesItsPlaceInTheOrderAndIsNotHandedOn()
    {
        const int Parts = (MaxMessage / 1000) + 10;
        for (var i = 0; i < Parts; i++)
        {
            SendData((byte)(i == 0 ? DataChunk.BeginFlag : i == Parts - 1 ? DataChunk.EndFlag : 0), 0, 1000);
        }

        SendData(DataChunk.BeginFlag | DataChunk.EndFlag, 1, 3);

        Assert.True(_server.TryTakeMessage(out var message));
        Assert.Equal(3, message.Payload.Length);
        Assert.False(_server.TryTakeMessage(out _));
    }

    private void SendData(byte flags, ushort sequence, int length)
    {
        var writer = new SctpPacketWriter(_buffer, Port, ServerTag);
        var data = new DataChunk { Flags = flags, Tsn = _tsn++, StreamId = 1, StreamSequence = sequence, PayloadProtocol = 53, Payload = new byte[length] };
        data.Write(writer.Add(SctpChunkType.Data, flags, DataChunk.HeaderLength + length));
        Give(writer.Finish());
    }

    private static bool Has(byte[] bytes, SctpChunkType type)
    {
        Assert.True(SctpPacket.TryParse(bytes, out var packet));
        while (packet.TryTakeChunk(out var chunk))
        {
            if (chunk.Type == type)
            {
                return true;
            }
        }

        return false;
    }

    private void Give(int length)
    {
        _server.HandlePacket(_buffer.AsSpan(0, length), TimeSpan.Zero);
        Span<byte> answer = stackalloc byte[SctpPacket.MaxLength];
        while (_server.TryWritePacket(answer, TimeSpan.Zero, out var written))
        {
            _answers.Add(answer[..written].ToArray());
        }
    }

    private sealed class TagOf(uint tag) : Random(1)
    {
        public override long NextInt64(long minValue, long maxValue) => minValue == 1 ? tag : base.NextInt64(minValue, maxValue);
    }
}
