using System.Globalization;

namespace Switchroom.Sip.Messages;

/// <summary>
/// Typed headers. From, To, CSeq, Call-ID and the top Via are there and right in every message that <see cref="SipParser"/> accepted; reading one that is
/// missing is a mistake in the program. All others are null when absent or when their text breaks the grammar.
/// </summary>
public abstract partial class SipMessage
{
    /// <summary>The top Via. Setting replaces all Vias with one.</summary>
    public Via Via
    {
        get => Needed(Headers.Get(SipHeader.Via, Via.Read), SipHeader.Via);
        set => Headers.Set(SipHeader.Via, value);
    }

    /// <summary>All Vias, top first.</summary>
    public IReadOnlyList<Via> Vias => Headers.GetAll(SipHeader.Via, Via.Read);

    /// <summary>Who sends, with the dialog's tag.</summary>
    public NameAddr From
    {
        get => Needed(Headers.Get(SipHeader.From, NameAddr.Read), SipHeader.From);
        set => Headers.Set(SipHeader.From, value);
    }

    /// <summary>Whom it is for, with the dialog's tag once there is one.</summary>
    public NameAddr To
    {
        get => Needed(Headers.Get(SipHeader.To, NameAddr.Read), SipHeader.To);
        set => Headers.Set(SipHeader.To, value);
    }

    /// <summary>The Call-ID.</summary>
    public string CallId
    {
        get => Needed(Headers.Get(SipHeader.CallId, CallIdText.Read), SipHeader.CallId).Text;
        set => Headers.Set(SipHeader.CallId, new CallIdText(value));
    }

    /// <summary>The CSeq.</summary>
    public CSeq CSeq
    {
        get => Needed(Headers.Get(SipHeader.CSeq, CSeq.Read), SipHeader.CSeq);
        set => Headers.Set(SipHeader.CSeq, value);
    }

    /// <summary>Hops left.</summary>
    public uint? MaxForwards
    {
        get => Number(SipHeader.MaxForwards);
        set => SetNumber(SipHeader.MaxForwards, value);
    }

    /// <summary>The first contact; null if absent or the wildcard. Setting replaces all.</summary>
    public NameAddr? Contact
    {
        get => Headers.Get(SipHeader.Contact, NameAddr.Read);
        set => Headers.Set(SipHeader.Contact, value);
    }

    /// <summary>All contacts, in order.</summary>
    public IReadOnlyList<NameAddr> Contacts => Headers.GetAll(SipHeader.Contact, NameAddr.Read);

    /// <summary>Whether Contact is <c>*</c>: remove all bindings (RFC 3261 section 10.2.2).</summary>
    public bool HasWildcardContact => Headers[SipHeader.Contact] == "*";

    /// <summary>The route still to go. Setting replaces it.</summary>
    public IReadOnlyList<NameAddr> Routes
    {
        get => Headers.GetAll(SipHeader.Route, NameAddr.Read);
        set => SetAll(SipHeader.Route, value);
    }

    /// <summary>The proxies that want to stay on the dialog's path, top first. Setting replaces them.</summary>
    public IReadOnlyList<NameAddr> RecordRoutes
    {
        get => Headers.GetAll(SipHeader.RecordRoute, NameAddr.Read);
        set => SetAll(SipHeader.RecordRoute, value);
    }

    /// <summary>Asserted identities (RFC 3325); one of the kind sip and one of the kind tel at most.</summary>
    public IReadOnlyList<NameAddr> PAssertedIdentities => Headers.GetAll(SipHeader.PAssertedIdentity, NameAddr.Read);

    /// <summary>Whom to call (RFC 3515).</summary>
    public NameAddr? ReferTo
    {
        get => Headers.Get(SipHeader.ReferTo, NameAddr.Read);
        set => Headers.Set(SipHeader.ReferTo, value);
    }

    /// <summary>Who asked for the transfer (RFC 3892).</summary>
    public NameAddr? ReferredBy
    {
        get => Headers.Get(SipHeader.ReferredBy, NameAddr.Read);
        set => Headers.Set(SipHeader.ReferredBy, value);
    }

    /// <summary>The dialog to take the place of (RFC 3891).</summary>
    public Replaces? Replaces
    {
        get => Headers.Get(SipHeader.Replaces, Replaces.Read);
        set => Headers.Set(SipHeader.Replaces, value);
    }

    /// <summary>Number of a reliable provisional response (RFC 3262).</summary>
    public uint? RSeq
    {
        get => Number(SipHeader.RSeq);
        set => SetNumber(SipHeader.RSeq, value);
    }

    /// <summary>Which reliable provisional response is confirmed (RFC 3262).</summary>
    public RAck? RAck
    {
        get => Headers.Get(SipHeader.RAck, RAck.Read);
        set => Headers.Set(SipHeader.RAck, value);
    }

    /// <summary>The session's lifetime (RFC 4028).</summary>
    public Seconds? SessionExpires
    {
        get => Headers.Get(SipHeader.SessionExpires, Seconds.Read);
        set => Headers.Set(SipHeader.SessionExpires, value);
    }

    /// <summary>The shortest lifetime of a session that is accepted (RFC 4028).</summary>
    public Seconds? MinSe
    {
        get => Headers.Get(SipHeader.MinSe, Seconds.Read);
        set => Headers.Set(SipHeader.MinSe, value);
    }

    /// <summary>When to try again (RFC 3261 section 20.33).</summary>
    public Seconds? RetryAfter
    {
        get => Headers.Get(SipHeader.RetryAfter, Seconds.Read);
        set => Headers.Set(SipHeader.RetryAfter, value);
    }

    /// <summary>Seconds until the content, binding or subscription ends.</summary>
    public uint? Expires
    {
        get => Number(SipHeader.Expires);
        set => SetNumber(SipHeader.Expires, value);
    }

    /// <summary>The shortest lifetime of a binding that a registrar accepts.</summary>
    public uint? MinExpires
    {
        get => Number(SipHeader.MinExpires);
        set => SetNumber(SipHeader.MinExpires, value);
    }

    /// <summary>The event package (RFC 6665).</summary>
    public Token? Event
    {
        get => Headers.Get(SipHeader.Event, Token.Read);
        set => Headers.Set(SipHeader.Event, value);
    }

    /// <summary>State of a subscription (RFC 6665).</summary>
    public Token? SubscriptionState
    {
        get => Headers.Get(SipHeader.SubscriptionState, Token.Read);
        set => Headers.Set(SipHeader.SubscriptionState, value);
    }

    /// <summary>Reasons why the request was sent (RFC 3326), several by different protocols.</summary>
    public IReadOnlyList<Token> Reasons => Headers.GetLists(SipHeader.Reason, Token.Read);

    /// <summary>Warnings of a response.</summary>
    public IReadOnlyList<Warning> Warnings => Headers.GetLists(SipHeader.Warning, Warning.Read);

    /// <summary>What the body is.</summary>
    public MediaType? ContentType
    {
        get => Headers.Get(SipHeader.ContentType, MediaType.Read);
        set => Headers.Set(SipHeader.ContentType, value);
    }

    /// <summary>How the body is meant, e.g. <c>session</c>.</summary>
    public Token? ContentDisposition
    {
        get => Headers.Get(SipHeader.ContentDisposition, Token.Read);
        set => Headers.Set(SipHeader.ContentDisposition, value);
    }

    /// <summary>All challenges of one kind, WWW-Authenticate or Proxy-Authenticate; or credentials, Authorization or Proxy-Authorization.</summary>
    public IReadOnlyList<Credentials> CredentialsOf(SipHeader header) => Headers.GetAll(header, Credentials.Read);

    /// <summary>Items of a comma-separated list of tokens, e.g. the option tags of Supported or the methods of Allow.</summary>
    public IReadOnlyList<string> TokensOf(SipHeader header)
    {
        List<string> tokens = [];
        foreach (var text in Headers.All(header))
        {
            tokens.AddRange(text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        return tokens;
    }

    /// <summary>Whether a comma-separated list of tokens has one, whatever the case.</summary>
    public bool HasToken(SipHeader header, string token) => TokensOf(header).Contains(token, StringComparer.OrdinalIgnoreCase);

    /// <summary>Sets a comma-separated list of tokens; an empty list removes the header.</summary>
    public void SetTokens(SipHeader header, params IReadOnlyList<string> tokens) =>
        Headers.Set(header, tokens.Count == 0 ? null : string.Join(", ", tokens));

    private static T Needed<T>(T? value, SipHeader header)
        where T : class => value ?? throw new InvalidOperationException($"The message has no valid {HeaderNames.NameOf(header)}.");

    private void SetAll(SipHeader header, IReadOnlyList<NameAddr> values)
    {
        Headers.Remove(header);
        foreach (var value in values)
        {
            Headers.Add(header, value);
        }
    }

    private uint? Number(SipHeader header) => Headers.Get(header, Seconds.Read)?.Value;

    private void SetNumber(SipHeader header, uint? value)
    {
        if (value is { } number)
        {
            Headers.Set(header, new Seconds(number));
        }
        else
        {
            Headers.Remove(header);
        }
    }
}
