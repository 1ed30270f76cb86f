using Switchroom.Server.Phone;

namespace Switchroom.Benchmarks.Calls;

/// <summary>One call of the load.</summary>
/// <param name="Room">Its room.</param>
/// <param name="Session">The server's object of it.</param>
/// <param name="ToInvite">From the request until its INVITE left.</param>
internal sealed record LoadedCall(string Room, CallSession Session, TimeSpan ToInvite)
{
    /// <summary>Of the packets of sound that its time has, how many came from the far end. Known once it is over.</summary>
    public double MediaShare() =>
        (Session.Quality?.Received.Packets ?? 0) / (Math.Max(1, Session.Report.Duration) * PacketsPerSecond);

    private const int PacketsPerSecond = 50;
}
