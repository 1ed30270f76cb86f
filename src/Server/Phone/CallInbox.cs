using System.Threading.Channels;

namespace Switchroom.Server.Phone;

/// <summary>What waits for the one task that runs calls: inputs from any thread, carried out one after the other in the order they came.</summary>
internal sealed partial class CallInbox(TimeProvider clock, ILogger log)
{
    private readonly Channel<Action> _inputs = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private Task? _waiting;

    /// <summary>Puts something in; what comes after <see cref="Close"/> is dropped.</summary>
    public void Post(Action input) => _inputs.Writer.TryWrite(input);

    /// <summary>Runs something on the inbox's task and hands its result back.</summary>
    public Task<T> AskAsync<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = _inputs.Writer.TryWrite(() =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (Exception failure)
            {
                answer.SetException(failure);
            }
        });
        return taken ? answer.Task : Task.FromException<T>(new OperationCanceledException("the server is stopping"));
    }

    /// <summary>Carries out all that waits.</summary>
    public void RunAll()
    {
        while (_inputs.Reader.TryRead(out var input))
        {
            Run(input);
        }
    }

    /// <summary>Carries one thing out. A defect in the handling of one call must not take the others down with it.</summary>
    public void Run(Action input)
    {
        try
        {
            input();
        }
        catch (Exception defect)
        {
            LogDefect(defect);
        }
    }

    /// <summary>Waits until something is there, or so long.</summary>
    public async Task WaitAsync(TimeSpan longest)
    {
        if (_waiting is not { IsCompleted: false })
        {
            _waiting = _inputs.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        }

        using var sleep = new CancellationTokenSource();
        await Task.WhenAny(_waiting, Task.Delay(longest, clock, sleep.Token));
        await sleep.CancelAsync();
    }

    /// <summary>Takes nothing more, and carries out what is there: whoever asks later is told that the server stops.</summary>
    public void Close()
    {
        _inputs.Writer.Complete();
        RunAll();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Handling an input of a call failed.")]
    private partial void LogDefect(Exception exception);
}
