using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Commands;

/// <summary><c>keys create|list|revoke</c>: the API keys of the default domain, beside a running server or without one.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "What you call the key, up to 128 characters." };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && (text.Length is 0 or > 128 || text.Any(char.IsControl)))
            {
                result.AddError("The name must have 1 to 128 characters and no control characters.");
            }
        });
        var id = new Argument<string>("id") { Description = "The key's id, which `keys list` shows." };

        var create = new Command("create", "Makes a key and prints it. It is not shown again.") { name };
        create.SetAction((parsed, cancel) => RunAsync(parsed, services => CreateAsync(services, parsed.GetValue(name)!, cancel), cancel));
        var list = new Command("list", "Lists the keys without their secrets.");
        list.SetAction((parsed, cancel) => RunAsync(parsed, services => ListAsync(services, cancel), cancel));
        var revoke = new Command("revoke", "Revokes a key and with it every token signed with it.") { id };
        revoke.SetAction((parsed, cancel) => RunAsync(parsed, services => RevokeAsync(services, parsed.GetValue(id)!, cancel), cancel));

        var keys = new Command("keys", "Creates, lists and revokes API keys.") { create, list, revoke };
        foreach (var command in keys.Subcommands)
        {
            command.TreatUnmatchedTokensAsErrors = false;
        }

        return keys;
    }

    private static Task<int> RunAsync(ParseResult parsed, Func<IServiceProvider, Task<int>> work, CancellationToken cancel) =>
        Failures.ReportAsync(async () =>
        {
            string[] arguments = [.. parsed.UnmatchedTokens];
            SettingArguments.Check(arguments);
            await using var app = ServerHost.Configure(arguments).Build();
            await app.Services.GetRequiredService<StoreMigrator>().MigrateAsync(cancel);
            return await work(app.Services);
        });

    private static async Task<int> CreateAsync(IServiceProvider services, string name, CancellationToken cancel)
    {
        var domain = await services.GetRequiredService<DefaultDomain>().EnsureAsync(cancel);
        var key = await services.GetRequiredService<ApiKeys>().CreateAsync(domain, name, cancel: cancel);
        Console.WriteLine($"{key.Id} {key.Secret}");
        return 0;
    }

    private static async Task<int> ListAsync(IServiceProvider services, CancellationToken cancel)
    {
        var domain = await services.GetRequiredService<DefaultDomain>().EnsureAsync(cancel);
        await using var context = services.GetRequiredService<Store>().Open();
        var keys = await context.ApiKeys.Where(key => key.DomainId == domain.Id).OrderBy(key => key.CreatedAt).ToListAsync(cancel);
        foreach (var key in keys)
        {
            var state = key.RevokedAt is { } at ? "revoked " + Show(at) : "valid";
            Console.WriteLine($"{key.Id}  created {Show(key.CreatedAt)}  {state}  {key.Name}");
        }

        return 0;
    }

    private static async Task<int> RevokeAsync(IServiceProvider services, string id, CancellationToken cancel)
    {
        if (await services.GetRequiredService<ApiKeys>().RevokeAsync(id, cancel))
        {
            Console.WriteLine($"{id} is revoked.");
            return 0;
        }

        await Console.Error.WriteLineAsync($"There is no valid key {id}. `keys list` shows them.");
        return 1;
    }

    private static string Show(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
