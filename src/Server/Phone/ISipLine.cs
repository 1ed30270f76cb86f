using Switchroom.Sip;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone;

/// <summary>The SIP endpoint as calls see it: commands go to its thread, events come from there.</summary>
internal interface ISipLine
{
    /// <summary>A user at this endpoint's own address, as From names it.</summary>
    SipUri OwnUri(string user);

    /// <summary>Hands a command over; from any thread.</summary>
    void Post(SipCommand command);

    /// <summary>Adds a handler of all events, which runs on the SIP thread: quick, never blocking. Dispose the result to stop.</summary>
    IDisposable Subscribe(Action<SipEvent> handler);
}
