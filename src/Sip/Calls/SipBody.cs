using System.Text;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Calls;

/// <summary>A message body; opaque to the endpoint.</summary>
/// <param name="ContentType">What it is.</param>
/// <param name="Content">The bytes.</param>
public sealed record SipBody(MediaType ContentType, ReadOnlyMemory<byte> Content)
{
    /// <summary>The content as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);

    /// <summary>A session description.</summary>
    public static SipBody Sdp(string text) => new(MediaType.Sdp, Encoding.UTF8.GetBytes(text));
}
