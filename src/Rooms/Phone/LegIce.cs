using System.Net;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc;
using Switchroom.WebRtc.Ice;
using Switchroom.WebRtc.Stun;

namespace Switchroom.Rooms.Phone;

/// <summary>
/// ICE of one component of a leg, as the lite side: the far end's checks tell where it is. Before the first of them nothing is decided, so that one which
/// announces ICE and never checks is still found by its packets. Checks that overtake the answer to our offer are answered, and count with it.
/// </summary>
internal sealed class LegIce(SocketId socket, DatagramOutbox outbox, Random random)
{
    /// <summary>Paths that a far end may keep open.</summary>
    private const int MaxPaths = 8;

    private IceLiteAgent? _agent;

    /// <summary>The far end checks, or will.</summary>
    public bool IsAgreed { get; private set; }

    /// <summary>Where the far end is; null before its first check, or without ICE.</summary>
    public IPEndPoint? Nominated => IsAgreed ? _agent!.SelectedPath?.Remote : null;

    /// <summary>When a path ages out.</summary>
    public TimeSpan? NextDeadline => _agent?.NextDeadline;

    /// <summary>Our credentials in an offer that may be answered yet, or be answered otherwise by another fork; null when there is no such offer.</summary>
    public void Offer(IceCredentials? local)
    {
        if (local is not null)
        {
            _agent ??= new IceLiteAgent(random, MaxPaths);
            _agent.Use(local, remote: null);
        }
        else if (!IsAgreed)
        {
            _agent = null;
        }
    }

    /// <summary>Follows what was agreed on; <see cref="Offer"/> comes after it.</summary>
    public void Use(IceAgreement? agreement)
    {
        IsAgreed = agreement is { RemoteIsLite: false };
        if (IsAgreed)
        {
            _agent ??= new IceLiteAgent(random, MaxPaths);
            _agent.Use(agreement!.Local, agreement.Remote);
        }
    }

    /// <summary>Whether a datagram is for <see cref="Handle"/>.</summary>
    public bool Takes(ReadOnlySpan<byte> datagram) => _agent is not null && StunRouting.IsStun(datagram);

    /// <summary>Whether the far end proved that it is there.</summary>
    public bool Knows(IPEndPoint from) => _agent?.IsKnown(new TransportPath(socket.Value, from)) == true;

    /// <summary>Takes a STUN message and answers it.</summary>
    public IceCheckOutcome Handle(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
        var response = outbox.Begin(IceLiteAgent.MaxResponse);
        var outcome = _agent!.HandleStun(datagram, new TransportPath(socket.Value, from), now, response, out var length);
        if (length > 0)
        {
            outbox.Commit(socket, from, length);
        }

        ForgetReleased();
        return outcome;
    }

    /// <summary>A deadline of <see cref="NextDeadline"/> has come.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        _agent?.HandleDeadline(now);
        ForgetReleased();
    }

    private void ForgetReleased()
    {
        while (_agent?.TryTakeReleased(out _) == true)
        {
        }
    }
}
