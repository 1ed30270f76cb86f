using System.Globalization;
using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Calls;

/// <summary>Writes the INVITE of an outgoing call attempt.</summary>
internal static class CallInvite
{
    private static readonly SipUri Anonymous = SipUri.Parse("sip:anonymous@anonymous.invalid");

    /// <summary>Headers that are the endpoint's own; an owner may not add them.</summary>
    private static readonly SipHeader[] Reserved =
    [
        SipHeader.Via, SipHeader.From, SipHeader.To, SipHeader.CallId, SipHeader.CSeq, SipHeader.Contact, SipHeader.MaxForwards, SipHeader.Route,
        SipHeader.RecordRoute, SipHeader.ContentLength, SipHeader.ContentType, SipHeader.RSeq, SipHeader.RAck, SipHeader.SessionExpires, SipHeader.MinSe,
        SipHeader.Supported, SipHeader.Require, SipHeader.ProxyRequire, SipHeader.Allow, SipHeader.Authorization, SipHeader.ProxyAuthorization,
        SipHeader.Replaces, SipHeader.Event, SipHeader.SubscriptionState,
    ];

    /// <summary>The first header an owner gave that cannot be sent; null if all can.</summary>
    public static string? FindBad(IReadOnlyList<ExtraHeader> headers)
    {
        foreach (var (name, value) in headers)
        {
            if (!Grammar.IsToken(name) || Reserved.Contains(HeaderNames.Find(name)) || value.AsSpan().ContainsAnyInRange('\0', '\x1f') || value.Contains('\x7f'))
            {
                return name;
            }
        }

        return null;
    }

    public static void Add(SipMessage message, IReadOnlyList<ExtraHeader> headers)
    {
        if (FindBad(headers) is null)
        {
            foreach (var (name, value) in headers)
            {
                message.Headers.Add(name, value);
            }
        }
    }

    /// <summary>The INVITE for <paramref name="target"/>; a strict first route takes the Request-URI's place (RFC 3261 8.1.2).</summary>
    public static SipRequest Create(CallRequest call, SipEndpointOptions options, SipUri target, CallNames names)
    {
        target = target.ForRequest();
        var strict = call.Route.Count > 0 && !call.Route[0].IsLooseRouter;
        var invite = new SipRequest(SipMethod.Invite, strict ? call.Route[0].ForRequest() : target);
        foreach (var route in call.Route.Skip(strict ? 1 : 0))
        {
            invite.Headers.Add(SipHeader.Route, new NameAddr(route));
        }

        if (strict)
        {
            invite.Headers.Add(SipHeader.Route, new NameAddr(target));
        }

        invite.MaxForwards = Capabilities.MaxForwards;
        invite.From = (call.HideCaller ? new NameAddr(Anonymous, "Anonymous") : new NameAddr(call.From, call.DisplayName)).WithTag(names.Tag);
        invite.To = new NameAddr((call.To ?? call.Target).ForRequest());
        invite.CallId = names.CallId;
        invite.CSeq = new CSeq(names.Number, SipMethod.Invite);
        invite.Headers.Add(SipHeader.UserAgent, options.Product);
        invite.Headers.Add(SipHeader.Allow, Capabilities.Allow);
        invite.Headers.Add(SipHeader.Supported, Capabilities.Supported);
        invite.Headers.Add(SipHeader.Expires, ((int)call.RingTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        SessionTimer.AskIn(invite, options, names.MinSe);
        AddIdentity(invite, call);
        if (call.Replaces is { } replaces)
        {
            invite.Replaces = replaces;
            invite.Headers.Add(SipHeader.Require, "replaces");
        }

        invite.ReferredBy = call.ReferredBy;
        Add(invite, call.Headers);
        Bodies.Put(invite, call.Offer);
        return invite;
    }

    private static void AddIdentity(SipRequest invite, CallRequest call)
    {
        if (call.AssertedIdentity is { } identity)
        {
            invite.Headers.Add(SipHeader.PAssertedIdentity, new NameAddr(identity, call.HideCaller ? null : call.DisplayName));
        }

        if (call.HideCaller)
        {
            invite.Headers.Add(SipHeader.Privacy, "id");
        }
    }
}

/// <summary>What all INVITEs of one attempt have in common, and what each has anew.</summary>
/// <param name="CallId">Call-ID.</param>
/// <param name="Tag">From tag.</param>
/// <param name="Number">CSeq number.</param>
/// <param name="MinSe">Min-SE that a 422 asked for; 0 if none did.</param>
internal readonly record struct CallNames(string CallId, string Tag, uint Number, uint MinSe);
