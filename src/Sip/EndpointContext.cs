using Switchroom.Sip.Calls;
using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip;

/// <summary>What all parts of one endpoint share: options, the time of the current input, timers, and the outputs.</summary>
internal sealed class EndpointContext(SipEndpointOptions options, Random random)
{
    private readonly byte[] _noise = new byte[20];
    private readonly SipWriter _writer = new();
    private long _ticket;

    public SipEndpointOptions Options { get; } = options;

    public Random Random { get; } = random;

    /// <summary>The time of the input that is being handled.</summary>
    public TimeSpan Now { get; set; }

    /// <summary>Where the message that is being handled came from.</summary>
    public FlowId CurrentFlow { get; set; }

    /// <summary>The message that is being handled; kept only when ladders are on.</summary>
    public ReadOnlyMemory<byte> CurrentBytes { get; set; }

    /// <summary>The call that the input which is being handled is about, once that is known; null where it is about none.</summary>
    public CallKey? CurrentCall { get; set; }

    public TimerQueue Timers { get; } = new();

    public TransactionTable Transactions { get; } = new();

    public FlowTable Flows { get; } = new(options.ListeningPoints);

    public Dictionary<CallKey, Call> Calls { get; } = [];

    public CallSources Sources { get; } = new();

    /// <summary>Set while draining: what those who are turned away are told.</summary>
    public TimeSpan? DrainRetryAfter { get; set; }

    /// <summary>All dialogs, early and confirmed.</summary>
    public Dictionary<DialogId, Session> Sessions { get; } = [];

    /// <summary>Requests that wait for a name to be resolved, by ticket.</summary>
    public Dictionary<long, RequestDelivery> Resolving { get; } = [];

    /// <summary>Requests that wait for a name or a connection.</summary>
    public int Waiting { get; set; }

    public Queue<OutgoingSipMessage> Messages { get; } = [];

    public Queue<FlowRequest> FlowRequests { get; } = [];

    public Queue<SipEvent> Events { get; } = [];

    /// <summary>A number no flow request had before.</summary>
    public long NextTicket() => ++_ticket;

    /// <summary>Random text of <paramref name="bytes"/> bytes in hex: tags (RFC 3261 19.3 asks for 32 bits at least), branches, Call-IDs.</summary>
    public string Token(int bytes)
    {
        var noise = _noise.AsSpan(0, bytes);
        Random.NextBytes(noise);
        return Convert.ToHexStringLower(noise);
    }

    public Guid NewGuid()
    {
        var bytes = _noise.AsSpan(0, 16);
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>The message as bytes of its own.</summary>
    public byte[] Bytes(SipMessage message) => _writer.Write(message).ToArray();

    /// <summary>A new input is handled.</summary>
    public void Begin(TimeSpan now) => (Now, CurrentCall) = (now, null);

    /// <summary>Arms a deadline, which is about the same call as what is being handled.</summary>
    public Deadline Arm(TimeSpan after, ITimed owner, TimerName name)
    {
        var deadline = Timers.Arm(Now + after, owner, name);
        deadline.Call = CurrentCall;
        return deadline;
    }

    public void Send(FlowId flow, ReadOnlyMemory<byte> bytes) => Messages.Enqueue(new OutgoingSipMessage(flow, bytes));

    public void Report(SipEvent happened) => Events.Enqueue(happened);
}
