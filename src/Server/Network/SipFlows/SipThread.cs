using System.Buffers;
using Switchroom.Server.Network.SipFlows.Resolution;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>
/// The thread, sockets, names and clock of one <see cref="SipEndpoint"/>. Other threads post commands; events go to one handler, called on this thread,
/// which must not block. A handler that throws is logged, and the endpoint goes on; so it does where the endpoint itself throws on one input.
/// </summary>
internal sealed partial class SipThread : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    /// <summary>Faults within that time are one entry of the log: whoever finds an input that makes one must not fill it.</summary>
    private static readonly TimeSpan FaultLogInterval = TimeSpan.FromSeconds(1);

    private readonly SipThreadOptions _options;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly ILogger _logger;
    private readonly SipMailbox _mailbox;
    private readonly SourceLimiter _limiter;
    private readonly SipSockets _sockets;
    private readonly SipResolver _resolver;
    private readonly SipEndpoint _endpoint;
    private readonly Thread _thread;
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource? _quiet;
    private TimeSpan _nextSweep;
    private TimeSpan _nextFaultLog;
    private long _faults;
    private long _faultsLogged;

    /// <summary>Binds the sockets; nothing is received before <see cref="Start"/>.</summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="endpoint">What the endpoint is; its listening points are filled in here.</param>
    /// <param name="dns">Where names are resolved.</param>
    /// <param name="services">Clock, randomness and log.</param>
    /// <exception cref="InvalidOperationException">An address is in use or not of this machine; the message is for the operator.</exception>
    public SipThread(SipThreadOptions options, SipEndpointOptions endpoint, IDnsSource dns, SipThreadServices services)
    {
        _options = options;
        _time = services.Time;
        _startedAt = _time.GetTimestamp();
        _logger = services.Logger;
        _mailbox = new SipMailbox(options.MaxWaiting);
        _limiter = new SourceLimiter(options.MessagesPerSecondPerSource, options.BurstPerSource);
        _sockets = new SipSockets(options, _mailbox, _limiter, Now, _logger);
        _resolver = new SipResolver(
            dns,
            [.. ListeningPoints.Select(point => point.Transport).Distinct()],
            [.. ListeningPoints.Select(point => point.Bound.AddressFamily).Distinct()],
            services.Random);
        _endpoint = new SipEndpoint(endpoint with { ListeningPoints = ListeningPoints, Permits = options.Permits }, services.Random);
        _thread = new Thread(Run) { IsBackground = true, Name = "sip" };
    }

    /// <summary>What is bound, and what Via and Contact say.</summary>
    public IReadOnlyList<ListeningPoint> ListeningPoints => _sockets.ListeningPoints;

    /// <summary>Gets every event, in order, on the SIP thread. Set before <see cref="Start"/>.</summary>
    public Action<SipEvent> EventHandler { get; set; } = _ => { };

    /// <summary>What the endpoint held after its last input; readable on any thread.</summary>
    public SipEndpointCounts Counts { get; private set; } = default!;

    /// <summary>Connections open now.</summary>
    public int ConnectionCount => _sockets.ConnectionCount;

    /// <summary>Messages dropped because one address sent too many, or because the thread could not keep up.</summary>
    public long DroppedMessages => _limiter.Refused + _mailbox.Dropped;

    /// <summary>Inputs that the endpoint failed on: each a defect, told in the log.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _sockets.Receive(_time);
        _thread.Start();
    }

    /// <summary>Has a command carried out, without waiting. Any thread.</summary>
    public void Post(SipCommand command) => _mailbox.Post(new SipInput(SipInputKind.Command) { Command = command });

    /// <summary>Completes when all that was posted before is carried out and no far end has an answer outstanding. Any thread.</summary>
    public Task WhenQuietAsync()
    {
        var quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = Interlocked.CompareExchange(ref _quiet, quiet, null) ?? quiet;
        _mailbox.Post(new SipInput(SipInputKind.Nothing));
        return asked.Task;
    }

    /// <summary>Where a request to a URI would go, in the order of trying (RFC 3263); empty where the name does not resolve. Any thread.</summary>
    public async Task<IReadOnlyList<SipTarget>> ResolveAsync(SipUri uri, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, cancel);
        return await _resolver.Resolve(uri, either.Token);
    }

    /// <summary>Monotonic time as the endpoint sees it, to compare with the times of events.</summary>
    public TimeSpan Now() => _time.GetElapsedTime(_startedAt);

    /// <summary>
    /// Stops the thread, which carries out what was posted before, and closes every socket; connections send first what they have. Calls in progress are not
    /// ended, and nothing is repeated: <see cref="WhenQuietAsync"/> first.
    /// </summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _mailbox.Post(new SipInput(SipInputKind.Nothing));
        if (_thread.IsAlive && _thread != Thread.CurrentThread)
        {
            _thread.Join();
        }

        _sockets.Dispose();
    }

    private void Run()
    {
        SipInput input;
        while (!_stopping.IsCancellationRequested)
        {
            if (_mailbox.TryTake(WaitTime(), out input))
            {
                Isolate(input);
            }

            var now = Now();
            if (_endpoint.NextDeadline is { } due && due <= now)
            {
                Isolate(new SipInput(SipInputKind.Deadline));
            }

            if (now >= _nextSweep)
            {
                _sockets.Sweep(now);
                _nextSweep = now + SweepInterval;
            }

            if (_quiet is { } asked && _mailbox.IsEmpty && _endpoint.IsQuiet)
            {
                _quiet = null;
                asked.SetResult();
            }
        }

        // Bounded: more may come as fast as it is taken.
        for (var left = _options.MaxWaiting; left > 0 && _mailbox.TryTake(TimeSpan.Zero, out input); left--)
        {
            Isolate(input);
        }
    }

    // A defect in the handling of one input must not end everybody's calls, but the one it is about; where that is not known, timers end it.
    private void Isolate(SipInput input)
    {
        try
        {
            Handle(input);
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            _faults++;
            if (Now() >= _nextFaultLog)
            {
                LogFault(defect, input.Kind, _faults - _faultsLogged);
                (_faultsLogged, _nextFaultLog) = (_faults, Now() + FaultLogInterval);
            }

            if (CallOf(input) is { } call)
            {
                Post(new HangUp(call, new CallReason("SIP", 500, "Server internal error")));
            }
        }

        Drain();
    }

    // A hang-up that fails is not tried again.
    private CallKey? CallOf(SipInput input) => input.Command is HangUp ? null : _endpoint.CallOfLatestInput;

    private TimeSpan WaitTime()
    {
        var now = Now();
        var until = _endpoint.NextDeadline is { } due && due < _nextSweep ? due : _nextSweep;
        if (until <= now)
        {
            return TimeSpan.Zero;
        }

        // Rounded up: a wait that ends a fraction early would make the loop turn for nothing.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling((until - now).TotalMilliseconds));
        return wait < SweepInterval ? wait : SweepInterval;
    }

    private void Handle(SipInput input)
    {
        var now = Now();
        switch (input.Kind)
        {
            case SipInputKind.Message:
                try
                {
                    _endpoint.HandleMessage(input.Flow, input.Buffer.AsSpan(0, input.Length), now);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(input.Buffer!);
                }

                break;
            case SipInputKind.Accepted:
                _endpoint.HandleFlowAccepted(input.Flow, now);
                break;
            case SipInputKind.Opened:
                _endpoint.HandleFlowOpened(input.Ticket, input.Flow, now);
                break;
            case SipInputKind.Failed:
                _endpoint.HandleFlowFailed(input.Ticket, input.Why!, now);
                break;
            case SipInputKind.Closed:
                _endpoint.HandleFlowClosed(input.Flow, now);
                break;
            case SipInputKind.Unreachable:
                _endpoint.HandleUnreachable(input.Flow, now);
                break;
            case SipInputKind.Resolved:
                _endpoint.HandleResolved(input.Ticket, input.Targets!, now);
                break;
            case SipInputKind.Command:
                _endpoint.Handle(input.Command!, now);
                break;
            case SipInputKind.Deadline:
                _endpoint.HandleDeadline(now);
                break;
        }
    }

    private void Drain()
    {
        while (_endpoint.TryTakeMessage(out var message))
        {
            _sockets.Send(message);
        }

        while (_endpoint.TryTakeFlowRequest(out var request))
        {
            CarryOut(request);
        }

        while (_endpoint.TryTakeEvent(out var happened))
        {
            Tell(happened);
        }

        Counts = _endpoint.Counts;
    }

    private void CarryOut(FlowRequest request)
    {
        switch (request)
        {
            case OpenFlow open:
                _sockets.Open(open.Ticket, open.Target);
                break;
            case CloseFlow close:
                _sockets.Close(close.Flow);
                break;
            case ResolveUri resolve:
                _ = Resolve(resolve);
                break;
        }
    }

    private async Task Resolve(ResolveUri request)
    {
        IReadOnlyList<SipTarget> targets = [];
        try
        {
            targets = [.. (await _resolver.Resolve(request.Uri, _stopping.Token)).Where(target => _options.Permits(request.Uri, target.Address.Address))];
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogResolution(error, request.Uri.Host);
        }

        _mailbox.Post(new SipInput(SipInputKind.Resolved) { Ticket = request.Ticket, Targets = targets });
    }

    private void Tell(SipEvent happened)
    {
        try
        {
            EventHandler(happened);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogHandler(error, happened.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "SIP failed on an input of kind {Kind}, on {Count} since the last such entry; the others go on")]
    private partial void LogFault(Exception error, SipInputKind kind, long count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler of SIP events failed on {Event}")]
    private partial void LogHandler(Exception error, string @event);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The name {Host} could not be resolved")]
    private partial void LogResolution(Exception error, string host);
}
