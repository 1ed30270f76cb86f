using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Storage;

/// <summary>The domain that every server has, and the key of its first start.</summary>
internal sealed class DefaultDomain(Store store, SecretBox box, ApiKeys keys, ServerSettings settings, TimeProvider clock)
{
    private const string CheckPurpose = "check";
    private const string CheckWord = "switchroom";

    /// <summary>Finds or makes the domain, and makes sure that the server's secret is the one this database was written with.</summary>
    public async Task<StoredDomain> EnsureAsync(CancellationToken cancel = default)
    {
        var domain = await FindAsync(cancel) ?? await CreateAsync(cancel);
        try
        {
            box.Unseal(CheckPurpose, domain.SecretCheck);
            return domain;
        }
        catch (CryptographicException)
        {
            throw new InvalidDataException(
                $"The secrets in the database were sealed with another secret. Put the right secret.key into {settings.Data}, or set Switchroom:Secret to it.");
        }
    }

    /// <summary>
    /// The key to show to whoever starts the server: the one of the settings, or the one generated at first start. Null when it was revoked.
    /// </summary>
    public async Task<ApiKey?> EnsureKeyAsync(StoredDomain domain, CancellationToken cancel = default)
    {
        if (settings.ApiKey.Length > 0)
        {
            var (known, valid) = await keys.KnowsAsync(settings.ApiKey, cancel);
            if (!known)
            {
                await CreateKeyAsync(domain, "configured", settings.ApiKey, cancel);
            }

            return !known || valid ? await keys.FindBySecretAsync(settings.ApiKey, cancel) : null;
        }

        await using (var context = store.Open())
        {
            if (!await context.ApiKeys.AnyAsync(key => key.DomainId == domain.Id, cancel))
            {
                await keys.CreateAsync(domain, "default", cancel: cancel);
            }

            var id = await context.ApiKeys.Where(key => key.DomainId == domain.Id && key.RevokedAt == null)
                .OrderBy(key => key.CreatedAt).Select(key => key.Id).FirstOrDefaultAsync(cancel);
            return id is null ? null : await keys.FindByIdAsync(id, cancel);
        }
    }

    private async Task CreateKeyAsync(StoredDomain domain, string name, string secret, CancellationToken cancel)
    {
        try
        {
            await keys.CreateAsync(domain, name, secret, cancel);
        }
        catch (DbUpdateException exception) when (Store.IsDuplicate(exception))
        {
            // another server with the same settings was first
        }
    }

    private async Task<StoredDomain?> FindAsync(CancellationToken cancel)
    {
        await using var context = store.Open();
        return await context.Domains.SingleOrDefaultAsync(domain => domain.Name == settings.DomainName, cancel);
    }

    private async Task<StoredDomain> CreateAsync(CancellationToken cancel)
    {
        try
        {
            return await store.WriteAsync(
                async context =>
                {
                    var now = clock.GetUtcNow();
                    var domain = new StoredDomain
                    {
                        Id = Guid.CreateVersion7(now).ToString(),
                        Name = settings.DomainName,
                        SecretCheck = box.Seal(CheckPurpose, CheckWord),
                        CreatedAt = now,
                    };
                    await context.Domains.AddAsync(domain, cancel);
                    return domain;
                },
                cancel);
        }
        catch (DbUpdateException exception) when (Store.IsDuplicate(exception))
        {
            return (await FindAsync(cancel))!;
        }
    }
}
