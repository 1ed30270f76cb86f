using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Dialogs;

/// <summary>Bodies of messages as owners see them.</summary>
internal static class Bodies
{
    /// <summary>The body, or null. A copy: the message's bytes are not kept alive by it.</summary>
    public static SipBody? Of(SipMessage message) =>
        message.Body.IsEmpty ? null : new SipBody(message.ContentType ?? MediaType.Sdp, message.Body.ToArray());

    public static void Put(SipMessage message, SipBody? body)
    {
        if (body is not null)
        {
            message.SetBody(body.ContentType, body.Content);
        }
    }
}
