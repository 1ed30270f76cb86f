using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Switchroom.Server.Storage;

/// <summary>An API key that is valid now.</summary>
/// <param name="Id">Its public name; the <c>iss</c> of LiveKit tokens.</param>
/// <param name="DomainId">The domain it opens.</param>
/// <param name="DomainName">Name of that domain.</param>
/// <param name="Secret">The key: what Daily's clients send, and what both kinds of tokens are signed with.</param>
internal sealed record ApiKey(string Id, string DomainId, string DomainName, string Secret)
{
    public override string ToString() => Id;
}

/// <summary>
/// The API keys of all domains. Valid keys are held in memory for a second, so a key revoked by another process stops working within that second.
/// </summary>
internal sealed class ApiKeys(Store store, SecretBox box, TimeProvider clock) : IDisposable
{
    /// <summary>Longest time after which a revoked key stops working.</summary>
    public static readonly TimeSpan Staleness = TimeSpan.FromSeconds(1);

    private const string Purpose = "api-key";
    private const string IdAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private readonly Remembered<Snapshot> valid = new(clock, Staleness);

    /// <summary>The valid key that equals <paramref name="presented"/>, compared in constant time; null where there is none.</summary>
    public async ValueTask<ApiKey?> FindBySecretAsync(string presented, CancellationToken cancel)
    {
        var keys = await LoadAsync(cancel);
        return keys.ByFingerprint.TryGetValue(box.Fingerprint(presented), out var key) && Same(key.Secret, presented) ? key : null;
    }

    /// <summary>The valid key of that id.</summary>
    public async ValueTask<ApiKey?> FindByIdAsync(string id, CancellationToken cancel) =>
        (await LoadAsync(cancel)).ById.GetValueOrDefault(id);

    /// <summary>All valid keys; of one domain where it is named.</summary>
    public async ValueTask<IReadOnlyList<ApiKey>> ValidAsync(string? domainId, CancellationToken cancel)
    {
        var all = (await LoadAsync(cancel)).ById.Values;
        return domainId is null ? all : [.. all.Where(key => key.DomainId == domainId)];
    }

    /// <summary>Makes a key, random unless <paramref name="secret"/> is given. This is the only time that it is told.</summary>
    public async Task<ApiKey> CreateAsync(StoredDomain domain, string name, string? secret = null, CancellationToken cancel = default)
    {
        secret ??= Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var id = "API" + RandomNumberGenerator.GetString(IdAlphabet, 12);
        await store.WriteAsync(
            async context =>
            {
                await context.ApiKeys.AddAsync(
                    new StoredApiKey
                    {
                        Id = id,
                        DomainId = domain.Id,
                        Name = name,
                        Fingerprint = box.Fingerprint(secret),
                        Sealed = box.Seal(Purpose, secret),
                        CreatedAt = clock.GetUtcNow(),
                    },
                    cancel);
            },
            cancel);
        valid.Forget();
        return new ApiKey(id, domain.Id, domain.Name, secret);
    }

    /// <summary>Revokes a key at once; false where there is no valid key of that id.</summary>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        var revoked = await store.WriteAsync(
            async context =>
            {
                var key = await context.ApiKeys.SingleOrDefaultAsync(row => row.Id == id && row.RevokedAt == null, cancel);
                if (key is not null)
                {
                    key.RevokedAt = now;
                }

                return key is not null;
            },
            cancel);
        valid.Forget();
        return revoked;
    }

    /// <summary>Whether this very key was ever known, and then whether it still is valid.</summary>
    public async Task<(bool Known, bool Valid)> KnowsAsync(string secret, CancellationToken cancel = default)
    {
        var fingerprint = box.Fingerprint(secret);
        await using var context = store.Open();
        var key = await context.ApiKeys.SingleOrDefaultAsync(row => row.Fingerprint == fingerprint, cancel);
        return (key is not null, key is { RevokedAt: null });
    }

    public void Dispose() => valid.Dispose();

    private static bool Same(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private ValueTask<Snapshot> LoadAsync(CancellationToken cancel) => valid.GetAsync(ReadAsync, cancel);

    private async Task<Snapshot> ReadAsync(CancellationToken cancel)
    {
        await using var context = store.Open();
        var rows = await context.ApiKeys.Where(key => key.RevokedAt == null)
            .Join(context.Domains, key => key.DomainId, domain => domain.Id, (key, domain) => new { key, domain.Name }).ToListAsync(cancel);
        return new Snapshot(
            rows.ToFrozenDictionary(row => row.key.Id, row => Open(row.key, row.Name)),
            rows.ToFrozenDictionary(row => row.key.Fingerprint, row => Open(row.key, row.Name)));
    }

    private ApiKey Open(StoredApiKey key, string domain) => new(key.Id, key.DomainId, domain, box.Unseal(Purpose, key.Sealed));

    private sealed record Snapshot(FrozenDictionary<string, ApiKey> ById, FrozenDictionary<string, ApiKey> ByFingerprint);
}
