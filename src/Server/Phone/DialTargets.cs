using System.Collections.Immutable;
using System.Net;
using Switchroom.Rooms.Phone;
using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone;

/// <summary>Where a call may go and as whom it is made.</summary>
/// <param name="Routes">Routes, best first.</param>
/// <param name="Codecs">Codecs to offer, preferred first.</param>
/// <param name="Encryption">How media is protected.</param>
/// <param name="Origin">Who calls, as events say it.</param>
/// <param name="FarEnd">Where the first route leads; null where that is not known.</param>
/// <param name="CallerId">Id of the owned number that calls.</param>
/// <param name="CallerNumber">That number.</param>
internal sealed record DialTarget(
    IReadOnlyList<CallRoute> Routes, ImmutableArray<string> Codecs, PhoneEncryption Encryption, string Origin, IPEndPoint? FarEnd, string? CallerId = null, string? CallerNumber = null)
{
    /// <summary>Longest time from the answer to the hang-up.</summary>
    public required TimeSpan LongestCall { get; init; }

    /// <summary>Our offer proposes ICE.</summary>
    public bool OfferIce { get; init; }
}

/// <summary>Decides where a request may be dialled, or why not.</summary>
internal sealed class DialTargets(DialOutSettings settings, Store store, SecretBox box, ISipNames names, ISipLine line, TimeProvider clock)
{
    private static readonly ImmutableArray<string> SipCodecs = ["OPUS", "G722", "PCMU", "PCMA"];
    private static readonly ImmutableArray<string> PhoneCodecs = ["PCMU", "PCMA"];

    /// <summary>The target of a request, with the load of trunks as it is at <paramref name="now"/>.</summary>
    public Task<(DialTarget? Target, ApiError? Error)> FindAsync(DialOutRequest request, CallLoad load, TimeSpan now, CancellationToken cancel) =>
        request.Sip is { } sip ? ToSipAsync(request, sip, cancel) : ToNumberAsync(request, request.PhoneNumber!, load, now, cancel);

    private async Task<(DialTarget?, ApiError?)> ToSipAsync(DialOutRequest request, SipTarget sip, CancellationToken cancel)
    {
        var target = SipUri.Parse(sip.Uri);
        var addresses = await names.AddressesAsync(target, cancel);
        if (addresses.Count == 0)
        {
            return (null, ApiError.Invalid($"sipUri host {target.Host} does not resolve"));
        }

        // One denied address is enough: which of them the call would take is not the caller's to know.
        if (addresses.FirstOrDefault(address => !settings.Networks.Permits(address.Address)) is not null)
        {
            return (null, ApiError.Invalid($"sipUri host {target.Host} is in a network that may not be dialled"));
        }

        var from = line.OwnUri(request.Room.Name);
        var call = new CallRequest
        {
            Target = target,
            From = from,
            Headers = [.. sip.Headers.Select(header => new ExtraHeader(header.Name, header.Value))],
        };
        return (new DialTarget([new CallRoute(call, TrunkId: null)], CodecsOf(request, SipCodecs), request.Encryption ?? PhoneEncryption.None, from.ToString(), addresses[0])
        {
            LongestCall = settings.LongestCall,
            OfferIce = request.Ice ?? false,
        }, null);
    }

    private async Task<(DialTarget?, ApiError?)> ToNumberAsync(DialOutRequest request, string number, CallLoad load, TimeSpan now, CancellationToken cancel)
    {
        if (!settings.AllowedPrefixes.Any(prefix => number.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return (null, ApiError.Invalid(
                $"International dialout not supported. Contact sales to enable it for your domain [{number} is outside Switchroom:DialOut:AllowedPrefixes]"));
        }

        await using var context = store.Open();
        var left = await MinutesLeftAsync(context, request.Room.DomainId, cancel);
        if (left <= TimeSpan.Zero)
        {
            return (null, new ApiError(429, "rate-limit-error", $"the domain has used up its {settings.MaxMinutesPerDay} minutes of phone calls within 24 hours"));
        }

        var trunks = await Trunks.LoadAsync(context, request.Room.DomainId, box, load, now, cancel);
        names.Trust(trunks.Hosts);
        if (CallerOf(request, trunks) is not { } caller)
        {
            return (null, request.CallerId is null
                ? ApiError.Invalid("dial-out to PhoneNumber is not enabled for domain. Contact support to enable it for your domain [no phone number is owned: POST /v1/buy-phone-number]")
                : ApiError.Invalid($"Incorrect callerID! No phone number maps to: {request.CallerId}"));
        }

        var plan = DialPlan.For(number, caller.Number, request.Trunk, trunks.Models());
        if (plan.Refusal is { } refusal)
        {
            return (null, ErrorOf(refusal, number, request.Trunk));
        }

        (PhoneEncryption, bool) MediaOf(TrunkModel trunk) => (request.Encryption ?? trunks.EncryptionOf(trunk.Id), request.Ice ?? trunks.OffersIce(trunk.Id));
        var (encryption, ice) = MediaOf(plan.Trunks[0]);
        var routes = plan.Trunks
            .Where(trunk => MediaOf(trunk) == (encryption, ice)) // one offer serves all attempts
            .Select(trunk => trunks.RouteOf(trunk.Id, number, line.OwnUri(caller.Number)))
            .ToList();
        var addresses = await names.AddressesAsync(routes[0].Request.Target, cancel);
        return (new DialTarget(routes, CodecsOf(request, PhoneCodecs), encryption, caller.Number, addresses.FirstOrDefault(), caller.Id, caller.Number)
        {
            LongestCall = left < settings.LongestCall ? left : settings.LongestCall,
            OfferIce = ice,
        }, null);
    }

    /// <summary>What the domain may still talk through trunks now; the longest call where there is no cap.</summary>
    private async Task<TimeSpan> MinutesLeftAsync(StoreContext context, string domainId, CancellationToken cancel) => settings.MaxMinutesPerDay is > 0 and var cap
        ? TimeSpan.FromMinutes(cap - await CallMinutes.OfLastDayAsync(context, domainId, clock.GetUtcNow(), cancel))
        : settings.LongestCall;

    private static (string? Id, string Number)? CallerOf(DialOutRequest request, Trunks trunks)
    {
        if (request.CallerId is { } asked)
        {
            return trunks.Numbers.FirstOrDefault(number => number.Id == asked || number.Number == asked) is { } owned
                ? (owned.Id, owned.Number)
                : trunks.Carries(asked) ? (null, asked) : null;
        }

        return trunks.Numbers is [var oldest, ..] ? (oldest.Id, oldest.Number) : trunks.FirstNumber() is { } number ? (null, number) : null;
    }

    private static ApiError ErrorOf(DialPlanRefusal refusal, string number, string? trunk) => refusal switch
    {
        DialPlanRefusal.NoTrunks => ApiError.Invalid(
            "dial-out to PhoneNumber is not enabled for domain. Contact support to enable it for your domain [no outbound trunk: POST /v1/outbound-trunks]"),
        DialPlanRefusal.UnknownTrunk => ApiError.Invalid($"no trunk maps to: {trunk}"),
        DialPlanRefusal.NoTrunkServesNumber => ApiError.Invalid($"no trunk serves {number}"),
        _ => ApiError.Unavailable($"every trunk that serves {number} is at its limit, try again"),
    };

    // What was asked for goes first; the rest stays behind it, so that a far end without it is reached all the same.
    private static ImmutableArray<string> CodecsOf(DialOutRequest request, ImmutableArray<string> defaults) =>
        [.. request.AudioCodecs.Concat(defaults).Distinct(StringComparer.Ordinal)];
}
