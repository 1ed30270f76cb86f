using Switchroom.Server.Phone;

namespace Switchroom.Benchmarks.Calls;

/// <summary>One call of the load.</summary>
/// <param name="Room">Its room.</param>
/// <param name="Session">The server's object of it.</param>
/// <param name="ToInvite">From the request until its INVITE left.</param>
internal sealed record LoadedCall(string Room, CallSession Session, TimeSpan ToInvite)
{
    /// <summary>Packets of sound that left for the far end. Known once it is over.</summary>
    public long Sent => Session.Quality?.Sent.Packets ?? 0;

    /// <summary>Packets that came from there.</summary>
    public long Received => Session.Quality?.Received.Packets ?? 0;

    /// <summary>Of the packets that its time has, how many left.</summary>
    public double SentShare => Sent / (Math.Max(1, Session.Report.Duration) * PacketsPerSecond);

    private const int PacketsPerSecond = 50;
}
