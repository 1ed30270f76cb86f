using Switchroom.Server.Settings;

namespace Switchroom.Server.Storage;

internal static class StorageRegistration
{
    public static void AddStorage(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Store.Create(provider.GetRequiredService<ServerSettings>()));
        services.AddSingleton(provider => SecretBox.Open(provider.GetRequiredService<ServerSettings>()));
        services.AddSingleton(provider => NodeId.Open(provider.GetRequiredService<ServerSettings>()));
        services.AddSingleton<StoreMigrator>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<DefaultDomain>();
        services.AddHostedService<StorageStart>();
        services.AddSingleton(provider => new ReadyCheck("database", provider.GetRequiredService<Store>().ProblemAsync));
    }

    /// <summary>Runs before every other hosted service and before the first request.</summary>
    private sealed class StorageStart(StoreMigrator migrator, DefaultDomain domain) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await migrator.MigrateAsync(cancellationToken);
            await domain.EnsureKeyAsync(await domain.EnsureAsync(cancellationToken), cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
