using Switchroom.Server.Storage;

namespace Switchroom.Server.Tokens;

/// <summary>The API keys of the database, as signers of tokens.</summary>
internal sealed class StoredSigningKeys(ApiKeys keys) : ISigningKeys
{
    public async ValueTask<SigningKey?> FindByIdAsync(string id, CancellationToken cancellation) =>
        await keys.FindByIdAsync(id, cancellation) is { } key ? Of(key) : null;

    public async ValueTask<IReadOnlyList<SigningKey>> FindByDomainAsync(string? domainId, CancellationToken cancellation) =>
        [.. (await keys.ValidAsync(domainId, cancellation)).Select(Of)];

    private static SigningKey Of(ApiKey key) => new(key.Id, key.Secret, key.DomainId);
}
