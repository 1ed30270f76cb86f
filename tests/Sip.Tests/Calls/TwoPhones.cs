using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>Two phones on one virtual network.</summary>
internal sealed class TwoPhones
{
    public TwoPhones(
        int seed = 1, bool tcp = false, Func<SipEndpointOptions, SipEndpointOptions>? alice = null, Func<SipEndpointOptions, SipEndpointOptions>? bob = null)
    {
        Simulation = new Simulation(new VirtualNetwork(seed));
        Streams = tcp ? new VirtualSipStreams(Simulation) : null;
        Alice = new TestSipPhone(Simulation, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5060), seed * 2, alice, Streams);
        Bob = new TestSipPhone(Simulation, new IPEndPoint(IPAddress.Parse("192.0.2.2"), 5060), (seed * 2) + 1, bob, Streams);
    }

    public Simulation Simulation { get; }

    public VirtualSipStreams? Streams { get; }

    public TestSipPhone Alice { get; }

    public TestSipPhone Bob { get; }

    public void RunFor(double seconds) => Simulation.RunFor(TimeSpan.FromSeconds(seconds));

    public (CallParty, CallEndCause) EndOf(TestSipPhone phone)
    {
        var end = Assert.Single(phone.Of<CallEnded>());
        return (end.By, end.Cause);
    }

    /// <summary>No transaction, call, dialog, waiting request or timer is left on either side.</summary>
    public void AssertNothingLeft()
    {
        Assert.Equal(default, Alice.Endpoint.Counts);
        Assert.Equal(default, Bob.Endpoint.Counts);
    }
}
