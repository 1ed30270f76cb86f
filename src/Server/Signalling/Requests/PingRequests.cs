using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Requests;

/// <summary>Both forms of ping, answered at once.</summary>
internal static class PingRequests
{
    public static WorkerCommand? Ping(SignalParticipant from, TimeProvider time)
    {
        from.Send(new SignalResponse { Pong = time.GetUtcNow().ToUnixTimeMilliseconds() });
        return null;
    }

    public static WorkerCommand? Ping(SignalParticipant from, Ping ping, TimeProvider time)
    {
        Pong pong = new() { LastPingTimestamp = ping.Timestamp, Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() };
        from.Send(new SignalResponse { PongResp = pong });
        return null;
    }
}
