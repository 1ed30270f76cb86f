using Switchroom.Sip.Flows;

namespace Switchroom.Sip.Calls;

/// <summary>Reports the messages of one call as its ladder.</summary>
internal sealed class CallTrace(EndpointContext context, CallKey key)
{
    public CallKey Key => key;

    public void Sent(FlowId flow, ReadOnlyMemory<byte> bytes) => Report(true, flow, bytes);

    /// <summary>The message that is being handled belongs to this call.</summary>
    public void Received()
    {
        context.CurrentCall = key;
        Report(false, context.CurrentFlow, context.CurrentBytes);
    }

    private void Report(bool sent, FlowId flow, ReadOnlyMemory<byte> bytes)
    {
        if (context.Options.Ladders)
        {
            context.Report(new CallMessage(context.Now, key, new LadderEntry(context.Now, sent, flow, bytes)));
        }
    }
}
