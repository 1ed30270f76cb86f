using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.TestKit.Peers;

namespace Switchroom.Rooms.Tests.Worker;

/// <summary>Data packets: whom they reach, and who may send them.</summary>
public sealed class DataTests : IDisposable
{
    private static readonly TestMedia Microphone = new("0", "audio", 1111);
    private readonly WorkerUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void DataGoesToWhomTheServerSends()
    {
        var clients = new[] { _test.Join("a"), _test.Join("b"), _test.Join("c") };
        _test.RunUntil(() => clients.All(client => client.IsConnected));
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        _test.Must(new SendData(WorkerUnderTest.RoomId, "a", new byte[] { 1 }, Reliable: true, [], []));
        _test.Must(new SendData(WorkerUnderTest.RoomId, null, new byte[] { 2 }, Reliable: true, ["c"], ["a"]));
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));

        Assert.Equal([[2], [1], [1, 2]], clients.Select(client => client.DataReceived.Select(payload => (int)payload[0]).ToArray()).ToArray());
    }

    [Fact]
    public void DataOfAParticipantIsHandedToTheServerUnlessItMayNotSend()
    {
        var client = _test.Join("a");
        client.Publish(Microphone);
        _test.RunUntil(() => client.IsConnected);
        var channel = client.Publisher.OpenDataChannel(new("_lossy", Ordered: false, MaxRetransmits: 0), _test.Now);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        client.Publisher.SendData(channel, [7, 8], binary: true, _test.Now);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        var received = Assert.Single(_test.Of<DataReceived>());
        Assert.Equal(("a", false), (received.ParticipantId, received.Reliable));
        Assert.Equal([7, 8], received.Payload.ToArray());

        _test.Must(new UpdatePermissions(WorkerUnderTest.RoomId, "a", new PermissionsPatch { CanPublishData = false }));
        client.Publisher.SendData(channel, [9], binary: true, _test.Now);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(_test.Of<DataReceived>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhoHasJustJoinedGetsReliableDataOnceItsChannelIsOpen(bool onOneConnection)
    {
        var joiner = _test.Join("joiner", profile => profile with { SingleConnection = onOneConnection });
        Send([1], reliable: true);
        Send([2], reliable: false);
        Connect(joiner);
        Send([3], reliable: true);
        Assert.Empty(joiner.DataReceived);

        _test.RunUntil(() => joiner.DataReceived.Any());
        Send([4], reliable: true);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));

        Assert.Equal([[1], [3], [4]], joiner.DataReceived);
    }

    [Fact]
    public void OfWhatWaitsTheOldestPacketsGoWhenThereAreTooMany()
    {
        var joiner = _test.Join("joiner");
        var sent = Enumerable.Range(0, ParticipantData.MaxWaitingPackets + 5).Select(number => new byte[] { (byte)(number >> 8), (byte)number }).ToList();
        sent.ForEach(packet => Send(packet, reliable: true));
        _test.RunUntil(() => joiner.DataReceived.Any());
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));

        Assert.Equal(sent[5..], joiner.DataReceived);
    }

    [Fact]
    public void OfWhatWaitsTheOldestPacketsGoWhenTheyAreTooLarge()
    {
        var joiner = _test.Join("joiner");
        var length = _test.Room.Config.MaxDataLength;
        var fitting = ParticipantData.MaxWaitingBytes / length;
        var sent = Enumerable.Range(0, fitting + 3).Select(number => Enumerable.Repeat((byte)number, length).ToArray()).ToList();
        sent.ForEach(packet => Send(packet, reliable: true));
        _test.RunUntil(() => joiner.DataReceived.Count() >= fitting);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));

        Assert.Equal(sent[3..], joiner.DataReceived);
    }

    private void Send(byte[] payload, bool reliable) => _test.Must(new SendData(WorkerUnderTest.RoomId, null, payload, reliable, [], []));

    private void Connect(TestClient client)
    {
        if (client.HasOneConnection)
        {
            client.OffersData = true;
            client.Publisher.OpenDataChannel(new("_reliable"), _test.Now);
            client.Publisher.OpenDataChannel(new("_lossy", Ordered: false, MaxRetransmits: 0), _test.Now);
            client.Offer();
        }
    }
}
