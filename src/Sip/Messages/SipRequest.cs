namespace Switchroom.Sip.Messages;

/// <summary>A request.</summary>
public sealed class SipRequest : SipMessage
{
    private readonly ReadOnlyMemory<byte> _uriBytes;
    private SipUri? _uri;

    /// <summary>A request without headers.</summary>
    public SipRequest(SipMethod method, SipUri uri)
        : base(new HeaderCollection())
    {
        Method = method;
        _uri = uri;
    }

    internal SipRequest(SipMethod method, ReadOnlyMemory<byte> uri, HeaderCollection headers)
        : base(headers)
    {
        Method = method;
        _uriBytes = uri;
    }

    /// <summary>The method.</summary>
    public SipMethod Method { get; }

    /// <summary>The Request-URI.</summary>
    public SipUri Uri
    {
        get => _uri ??= SipUri.Read(_uriBytes.Span) ?? throw new InvalidOperationException("The message has no valid Request-URI.");
        set => _uri = value;
    }

    internal override void WriteStartLine(SipWriter writer)
    {
        writer.Text(Method.Name);
        writer.Byte(' ');
        if (_uri is null)
        {
            writer.Raw(_uriBytes.Span);
        }
        else
        {
            _uri.WriteTo(writer);
        }

        writer.Ascii(" SIP/2.0");
    }
}
