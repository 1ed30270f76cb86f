using System.Net;
using System.Net.Sockets;
using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network;

/// <summary>The port pairs of one worker's phone legs, from their binding until they rest.</summary>
internal sealed class PhonePairs(MediaThreadOptions options, PhonePorts ports, IWorkerSockets sockets)
{
    private readonly Dictionary<SocketId, int> _ports = [];
    private readonly Dictionary<SocketId, (string RoomId, SocketId Rtcp)> _unused = [];

    /// <summary>Binds a pair for a leg of a room; null when the range is used up.</summary>
    public PhoneSockets? Open(string roomId, MixPhase phase)
    {
        // A port of the range may be held by another program: the pair is given back to rest, and the next one tried.
        for (var attempt = 0; attempt < 16 && ports.TryTake(out var port); attempt++)
        {
            if (TryBind(port.Value, phase) is { } rtp)
            {
                if (TryBind(port.Value + 1, phase) is { } rtcp)
                {
                    _ports[rtp] = port.Value;
                    _unused[rtp] = (roomId, rtcp);
                    return new PhoneSockets(rtp, rtcp, new IPEndPoint(options.PhoneAddress ?? options.Listen, port.Value));
                }

                sockets.Close(rtp);
            }

            ports.Return(port.Value);
        }

        return null;
    }

    /// <summary>A leg was made of a pair: it says when that is to be closed.</summary>
    public void Use(SocketId rtp) => _unused.Remove(rtp);

    /// <summary>Closes a pair that no leg was made of, unless it is another worker's.</summary>
    public void Release(PhoneSockets pair)
    {
        if (_ports.GetValueOrDefault(pair.Rtp) == pair.Advertised.Port)
        {
            Close(pair.Rtp, pair.Rtcp);
        }
    }

    /// <summary>Closes the pairs of a room that no leg was made of.</summary>
    public void CloseUnused(string roomId)
    {
        foreach (var (rtp, (_, rtcp)) in _unused.Where(pair => pair.Value.RoomId == roomId).ToList())
        {
            Close(rtp, rtcp);
        }
    }

    /// <summary>Closes a pair, and has its ports rest.</summary>
    public void Close(SocketId rtp, SocketId rtcp)
    {
        _unused.Remove(rtp);
        sockets.Close(rtp);
        sockets.Close(rtcp);
        if (_ports.Remove(rtp, out var port))
        {
            ports.Return(port);
        }
    }

    private SocketId? TryBind(int port, MixPhase phase)
    {
        try
        {
            return sockets.BindUdp(new IPEndPoint(options.Listen, port), options.PhoneSocketBuffer, out _, phase);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
