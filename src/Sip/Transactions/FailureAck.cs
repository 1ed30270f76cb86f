using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Transactions;

/// <summary>The ACK of a 300 to 699 response, which belongs to the INVITE's own transaction (RFC 3261 section 17.1.1.3).</summary>
internal static class FailureAck
{
    public static SipRequest For(SipRequest invite, SipResponse response)
    {
        var ack = HopRequest.Copy(invite, SipMethod.Ack);
        ack.Headers.CopyFrom(response.Headers, SipHeader.To);
        return ack;
    }
}
