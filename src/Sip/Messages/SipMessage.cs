namespace Switchroom.Sip.Messages;

/// <summary>A request or a response (RFC 3261 section 7): start line, headers, and a body that is opaque bytes.</summary>
public abstract partial class SipMessage
{
    private protected SipMessage(HeaderCollection headers) => Headers = headers;

    /// <summary>All headers but Content-Length.</summary>
    public HeaderCollection Headers { get; }

    /// <summary>The body; empty if there is none. Set it with <see cref="SetBody"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    /// <summary>Sets body and Content-Type together.</summary>
    public void SetBody(MediaType type, ReadOnlyMemory<byte> body)
    {
        ContentType = type;
        Body = body;
    }

    /// <summary>Takes the body away, with every header that describes it.</summary>
    public void RemoveBody()
    {
        ContentType = null;
        Headers.Remove(SipHeader.ContentDisposition);
        Headers.Remove(SipHeader.ContentEncoding);
        Headers.Remove(SipHeader.ContentLanguage);
        Body = default;
    }

    /// <summary>The message as it stands on the wire, in an array of its own. On hot paths use a <see cref="SipWriter"/>.</summary>
    public byte[] ToBytes() => new SipWriter().Write(this).ToArray();

    /// <summary>The message as text, for logs and tests.</summary>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(ToBytes());

    internal abstract void WriteStartLine(SipWriter writer);
}
