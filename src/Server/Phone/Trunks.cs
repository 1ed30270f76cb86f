using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Switchroom.Rooms.Phone;
using Switchroom.Server.Storage;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone;

/// <summary>A domain's trunks and numbers as they are in storage now, with the load of this process on them.</summary>
internal sealed class Trunks(IReadOnlyList<StoredOutboundTrunk> stored, IReadOnlyList<StoredPhoneNumber> numbers, SecretBox box, CallLoad load, TimeSpan now)
{
    /// <summary>Numbers that the domain owns, oldest first.</summary>
    public IReadOnlyList<StoredPhoneNumber> Numbers => numbers;

    public static async Task<Trunks> LoadAsync(StoreContext context, string domainId, SecretBox box, CallLoad load, TimeSpan now, CancellationToken cancel) => new(
        await context.OutboundTrunks.Where(trunk => trunk.DomainId == domainId && trunk.Enabled).ToListAsync(cancel),
        await context.PhoneNumbers.Where(number => number.DomainId == domainId).OrderBy(number => number.CreatedAt).ThenBy(number => number.Id).ToListAsync(cancel),
        box,
        load,
        now);

    /// <summary>Where the trunks are, by name or address.</summary>
    public IEnumerable<string> Hosts => stored.Select(trunk => trunk.Address);

    /// <summary>What the dial plan decides over.</summary>
    public IReadOnlyList<TrunkModel> Models() => [.. stored.Select(ModelOf)];

    /// <summary>Whether any trunk says that this number is its own.</summary>
    public bool Carries(string number) => stored.Any(trunk => Split(trunk.Numbers).Contains(number, StringComparer.Ordinal));

    /// <summary>A number of the first trunk that has one, in the order of the trunks' priority; null where none has.</summary>
    public string? FirstNumber() => stored.OrderBy(trunk => trunk.Priority).SelectMany(trunk => Split(trunk.Numbers)).FirstOrDefault();

    /// <summary>The INVITE for a number through a trunk.</summary>
    /// <param name="trunkId">One of <see cref="Models"/>.</param>
    /// <param name="number">E.164.</param>
    /// <param name="caller">The number to present, at our own address: the trunk may name another domain for From.</param>
    public CallRoute RouteOf(string trunkId, string number, SipUri caller)
    {
        var trunk = stored.Single(each => each.Id == trunkId);
        var target = new SipUri(SipUriScheme.Sip, number, trunk.Address, trunk.Port)
        {
            Parameters = SipParameters.Empty.With("user", "phone"),
        };
        if (trunk.Transport != "udp")
        {
            target = target with { Parameters = target.Parameters.With("transport", trunk.Transport) };
        }

        var from = trunk.FromDomain is { } domain ? new SipUri(SipUriScheme.Sip, caller.User, domain) : caller;
        var request = new CallRequest
        {
            Target = target,
            From = from,
            AssertedIdentity = from,
            Credentials = CredentialsOf(trunk, box),
            Headers = [.. (JsonSerializer.Deserialize<Dictionary<string, string>>(trunk.Headers) ?? []).Select(header => new ExtraHeader(header.Key, header.Value))],
        };
        return new CallRoute(request, trunk.Id, LimitsOf(trunk));
    }

    /// <summary>User and password of a trunk; null where it has none.</summary>
    public static CallCredentials? CredentialsOf(StoredOutboundTrunk trunk, SecretBox box) => trunk.Username is { } user && trunk.SealedPassword is { } password
        ? new CallCredentials(user, box.Unseal("trunk-password", password))
        : null;

    /// <summary>How a trunk wants its media protected.</summary>
    public PhoneEncryption EncryptionOf(string trunkId) => stored.Single(each => each.Id == trunkId).Srtp switch
    {
        "required" => PhoneEncryption.Required,
        "optional" => PhoneEncryption.Optional,
        _ => PhoneEncryption.None,
    };

    /// <summary>Whether a trunk wants ICE offered.</summary>
    public bool OffersIce(string trunkId) => stored.Single(each => each.Id == trunkId).Ice;

    private TrunkModel ModelOf(StoredOutboundTrunk trunk) => new()
    {
        Id = trunk.Id,
        Name = trunk.Name,
        Numbers = Split(trunk.Numbers).Concat(numbers.Where(number => number.TrunkId == trunk.Id).Select(number => number.Number)).ToHashSet(),
        Prefixes = Split(trunk.Prefixes),
        Priority = trunk.Priority,
        ActiveCalls = load.OfTrunk(trunk.Id),
        StartedLastSecond = load.StartsOfTrunk(trunk.Id, now),
        Limits = LimitsOf(trunk),
        Resting = load.IsResting(trunk.Id, now),
    };

    private static TrunkLimits LimitsOf(StoredOutboundTrunk trunk) =>
        new(trunk.MaxConcurrentCalls ?? 0, trunk.MaxCallsPerSecond is { } rate ? Math.Max(1, (int)rate) : 0);

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
