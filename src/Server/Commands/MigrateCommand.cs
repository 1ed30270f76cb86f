using System.CommandLine;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Commands;

/// <summary><c>migrate</c>: what <c>serve</c> does first, alone.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var migrate = new Command("migrate", "Brings the database up to date and ends; serve does the same at its start.") { TreatUnmatchedTokensAsErrors = false };
        migrate.SetAction((parsed, cancel) => Failures.ReportAsync(async () =>
        {
            string[] arguments = [.. parsed.UnmatchedTokens];
            SettingArguments.Check(arguments);
            await using var app = ServerHost.Configure(arguments).Build();
            await app.Services.GetRequiredService<StoreMigrator>().MigrateAsync(cancel);
            await app.Services.GetRequiredService<DefaultDomain>().EnsureAsync(cancel);
            Console.WriteLine("The database is up to date.");
            return 0;
        }));
        return migrate;
    }
}
