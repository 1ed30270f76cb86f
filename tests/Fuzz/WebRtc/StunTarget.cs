using System.Net;
using Switchroom.WebRtc;
using Switchroom.WebRtc.Ice;
using Switchroom.WebRtc.Stun;

namespace Switchroom.Fuzz.WebRtc;

/// <summary>STUN parsing, routing by ufrag, and an ICE-lite agent that takes the message as a check.</summary>
public sealed class StunTarget : FuzzTarget
{
    private readonly IceLiteAgent _agent = new(new Random(1), 16);
    private readonly byte[] _response = new byte[1500];

    /// <inheritdoc/>
    public override string Name => "stun";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        StunRouting.TryReadLocalUfrag(input, new char[StunRouting.MaxUfrag], out _);
        if (StunMessage.TryParse(input, out var message))
        {
            message.HasIntegrity("password"u8);
            message.ReadMappedAddress();
        }

        _agent.HandleStun(input, new TransportPath(1, new IPEndPoint(IPAddress.Loopback, 1)), TimeSpan.Zero, _response, out _);
    }
}
