namespace Switchroom.Server.Tokens;

/// <summary>The active API keys, wherever they are stored.</summary>
internal interface ISigningKeys
{
    /// <summary>The active key with this id, or null.</summary>
    ValueTask<SigningKey?> FindByIdAsync(string id, CancellationToken cancellation);

    /// <summary>The active keys of a domain: a Daily token says which domain signed it, not which key. Without a domain, every active key.</summary>
    ValueTask<IReadOnlyList<SigningKey>> FindByDomainAsync(string? domainId, CancellationToken cancellation);
}
