using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Dialogs;

/// <summary>Bodies of messages as owners see them.</summary>
internal static class Bodies
{
    /// <summary>
    /// The body, or null; of a multipart body the session description, if it has one. A copy: the message's bytes are not kept alive by it.
    /// </summary>
    public static SipBody? Of(SipMessage message)
    {
        if (message.Body.IsEmpty)
        {
            return null;
        }

        var type = message.ContentType ?? MediaType.Sdp;
        return !type.Is(MediaType.Sdp) && MultipartBody.TryFind(message, MediaType.Sdp, out var description)
            ? new SipBody(MediaType.Sdp, description.ToArray())
            : new SipBody(type, message.Body.ToArray());
    }

    public static void Put(SipMessage message, SipBody? body)
    {
        if (body is not null)
        {
            message.SetBody(body.ContentType, body.Content);
        }
    }
}
