using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network;

/// <summary>
/// When phones' sockets are read: those of each phase just before its mixes step. Nothing that phones send is of use earlier, and a wake for each packet would cost
/// more than the packet.
/// </summary>
internal sealed class ReadingTimes(IWorkerSockets sockets)
{
    private readonly TimeSpan[] _next = new TimeSpan[MixPhase.Count];

    /// <summary>When sockets are to be read next; null while there are none.</summary>
    public TimeSpan? Next => Earliest() is { } phase ? _next[phase.Number] : null;

    /// <summary>The phase whose sockets are to be read now, if any; the longest due first.</summary>
    public bool TryTakeDue(TimeSpan now, out MixPhase due)
    {
        due = Earliest() ?? default;
        if (!sockets.HasPatient(due) || _next[due.Number] > now)
        {
            return false;
        }

        _next[due.Number] = due.StepAfter(now);
        return true;
    }

    private MixPhase? Earliest()
    {
        MixPhase? earliest = null;
        for (var number = 0; number < MixPhase.Count; number++)
        {
            if (sockets.HasPatient(new MixPhase(number)) && (earliest is null || _next[number] < _next[earliest.Value.Number]))
            {
                earliest = new MixPhase(number);
            }
        }

        return earliest;
    }
}
