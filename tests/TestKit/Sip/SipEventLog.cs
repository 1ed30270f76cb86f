using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.TestKit.Processes;

namespace Switchroom.TestKit.Sip;

/// <summary>Events of a SIP endpoint on a thread of its own, for a test to wait for.</summary>
public sealed class SipEventLog
{
    private readonly List<SipEvent> _waiting = [];
    private readonly List<SipEvent> _all = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Every event so far, messages by their first lines: for a failing test's report.</summary>
    public string Ladder
    {
        get
        {
            lock (_all)
            {
                return string.Join('\n', _all.Select(happened => happened is CallMessage message ? $"{message.Entry}" : $"     {happened.GetType().Name}"));
            }
        }
    }

    /// <summary>Takes an event; from any thread.</summary>
    public void Add(SipEvent happened)
    {
        TaskCompletionSource more;
        lock (_all)
        {
            _waiting.Add(happened);
            _all.Add(happened);
            more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        more.SetResult();
    }

    /// <summary>Waits for the next event of a kind and takes it; events of other kinds stay.</summary>
    /// <exception cref="TimeoutException">None came in time; the message has the ladder.</exception>
    public async Task<T> ExpectAsync<T>(Func<T, bool>? match = null)
        where T : SipEvent
    {
        var patience = Task.Delay(TestProcess.Patience);
        while (true)
        {
            Task more;
            lock (_all)
            {
                if (_waiting.OfType<T>().FirstOrDefault(match ?? (_ => true)) is { } found)
                {
                    _waiting.Remove(found);
                    return found;
                }

                more = _more.Task;
            }

            if (await Task.WhenAny(more, patience) == patience)
            {
                throw new TimeoutException($"no {typeof(T).Name} came:\n{Ladder}");
            }
        }
    }
}
