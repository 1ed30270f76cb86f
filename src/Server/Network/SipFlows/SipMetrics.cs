using System.Diagnostics.Metrics;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>What the SIP thread counted, as instruments of <c>System.Diagnostics.Metrics</c>.</summary>
internal static class SipMetrics
{
    public const string MeterName = "Switchroom.Sip";

    /// <summary>Makes the instruments; the factory keeps them.</summary>
    public static void Add(IMeterFactory meters, SipThread thread)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("switchroom.sip.messages.dropped", () => thread.DroppedMessages, "{message}", "Messages dropped because one address sent too many, or all together did.");
        meter.CreateObservableCounter("switchroom.sip.faults", () => thread.Faults, "{input}", "Inputs that showed a defect.");
        meter.CreateObservableUpDownCounter("switchroom.sip.calls", () => thread.Counts.Calls, "{call}", "Calls, answered or not.");
        meter.CreateObservableUpDownCounter("switchroom.sip.connections", () => thread.ConnectionCount, "{connection}", "TCP and TLS connections.");
    }
}
