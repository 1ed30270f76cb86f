using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>A request method (RFC 3261 section 7.1). Methods compare case-sensitively; the well-known ones share one string each.</summary>
public readonly record struct SipMethod
{
    /// <summary>Starts a session (RFC 3261).</summary>
    public static readonly SipMethod Invite = new("INVITE");

    /// <summary>Confirms a final response to INVITE (RFC 3261).</summary>
    public static readonly SipMethod Ack = new("ACK");

    /// <summary>Ends a session (RFC 3261).</summary>
    public static readonly SipMethod Bye = new("BYE");

    /// <summary>Withdraws a pending INVITE (RFC 3261).</summary>
    public static readonly SipMethod Cancel = new("CANCEL");

    /// <summary>Asks for capabilities (RFC 3261).</summary>
    public static readonly SipMethod Options = new("OPTIONS");

    /// <summary>Binds an address of record to a contact (RFC 3261).</summary>
    public static readonly SipMethod Register = new("REGISTER");

    /// <summary>Confirms a reliable provisional response (RFC 3262).</summary>
    public static readonly SipMethod Prack = new("PRACK");

    /// <summary>Changes a session, also before it is answered (RFC 3311).</summary>
    public static readonly SipMethod Update = new("UPDATE");

    /// <summary>Carries application data inside a dialog (RFC 6086).</summary>
    public static readonly SipMethod Info = new("INFO");

    /// <summary>Asks the peer to call someone else (RFC 3515).</summary>
    public static readonly SipMethod Refer = new("REFER");

    /// <summary>Tells the state of a subscription (RFC 6665).</summary>
    public static readonly SipMethod Notify = new("NOTIFY");

    /// <summary>Asks for notifications (RFC 6665).</summary>
    public static readonly SipMethod Subscribe = new("SUBSCRIBE");

    /// <summary>A page-mode message (RFC 3428).</summary>
    public static readonly SipMethod Message = new("MESSAGE");

    /// <summary>Publishes event state (RFC 3903).</summary>
    public static readonly SipMethod Publish = new("PUBLISH");

    private static readonly string[] Known =
    [
        "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "PRACK", "UPDATE", "INFO", "REFER", "NOTIFY", "SUBSCRIBE", "MESSAGE", "PUBLISH",
    ];

    private readonly string? _name;

    /// <summary>A method by name.</summary>
    /// <exception cref="ArgumentException">The name is no token.</exception>
    public SipMethod(string name)
    {
        _name = Grammar.IsToken(name) ? name : throw new ArgumentException("A method is a token.", nameof(name));
    }

    /// <summary>The method as it stands in the request line.</summary>
    public string Name => _name ?? "";

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The method in <paramref name="token"/>, which must be a token.</summary>
    internal static SipMethod Read(ReadOnlySpan<byte> token)
    {
        foreach (var known in Known)
        {
            if (known.Length == token.Length && Ascii.Equals(token, known))
            {
                return new SipMethod(known);
            }
        }

        return new SipMethod(Encoding.ASCII.GetString(token));
    }

    /// <summary>Whether <paramref name="token"/> spells this method.</summary>
    internal bool IsSpelled(ReadOnlySpan<byte> token) => Ascii.Equals(token, Name);
}
