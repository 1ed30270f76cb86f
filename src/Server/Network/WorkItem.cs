using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network;

/// <summary>Something that another thread wants of a worker's thread: a command, a pair of phone sockets, or the end of such a pair.</summary>
internal sealed record WorkItem
{
    /// <summary>What the worker is to do.</summary>
    public WorkerCommand? Command { get; init; }

    /// <summary>Who waits for <see cref="Command"/>; null when nobody does.</summary>
    public TaskCompletionSource<CommandResult>? Done { get; init; }

    /// <summary>Who waits for a pair of phone sockets.</summary>
    public TaskCompletionSource<PhoneSockets?>? Opened { get; init; }

    /// <summary>The room that the pair is for.</summary>
    public string RoomId { get; init; } = "";

    /// <summary>A pair that no leg was made of.</summary>
    public PhoneSockets? Release { get; init; }

    /// <summary>Tells who waits, if anybody still does, that it will not be done.</summary>
    public void Refuse(CommandRefusal refusal, string detail)
    {
        Done?.TrySetResult(CommandResult.Refused(refusal, detail));
        Opened?.TrySetResult(null);
    }
}
