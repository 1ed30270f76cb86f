using Switchroom.Server.Tokens;

namespace Switchroom.Server.Tests.Tokens;

/// <summary>Two domains: one with two keys, one with one.</summary>
internal sealed class TestKeys : ISigningKeys
{
    public static readonly SigningKey First = new("APIfirst", "first-secret", "domain-a");
    public static readonly SigningKey Second = new("APIsecond", "second-secret", "domain-a");
    public static readonly SigningKey Foreign = new("APIforeign", "foreign-secret", "domain-b");

    private static readonly SigningKey[] All = [First, Second, Foreign];

    public ValueTask<SigningKey?> FindByIdAsync(string id, CancellationToken cancellation) =>
        ValueTask.FromResult(All.FirstOrDefault(key => key.Id == id));

    public ValueTask<IReadOnlyList<SigningKey>> FindByDomainAsync(string? domainId, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<SigningKey>>([.. All.Where(key => domainId is null || key.DomainId == domainId)]);
}
