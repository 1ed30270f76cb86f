using System.CommandLine;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Commands;

/// <summary><c>serve</c>, and what the program does without a command.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var serve = new Command("serve", "Serves until Ctrl-C. Settings follow as --Switchroom:Sip:Port=5060; docs/SETTINGS.md lists them.");
        ActAs(serve);
        return serve;
    }

    /// <summary>Makes a command serve.</summary>
    public static void ActAs(Command command)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancel) => Failures.ReportAsync(() => ServeAsync([.. parsed.UnmatchedTokens], cancel)));
    }

    private static async Task<int> ServeAsync(string[] arguments, CancellationToken cancel)
    {
        SettingArguments.Check(arguments);
        await using var app = ServerHost.Build(arguments);
        await app.StartAsync(cancel);
        await SayReadyAsync(app.Services, cancel);
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static async Task SayReadyAsync(IServiceProvider services, CancellationToken cancel)
    {
        var url = services.GetRequiredService<PublicUrl>().Value;
        var domain = services.GetRequiredService<DefaultDomain>();
        var key = await domain.EnsureKeyAsync(await domain.EnsureAsync(cancel), cancel);

        // a key from the settings is known to whoever wrote them; the generated one must be told somewhere
        var configured = services.GetRequiredService<ServerSettings>().ApiKey.Length > 0;
        var shown = configured ? "$Switchroom__ApiKey" : key?.Secret;
        Console.WriteLine(key is null
            ? $"Switchroom is ready at {url} but has no valid API key: make one with `keys create NAME`"
            : $"Switchroom is ready at {url} with API key {(configured ? "of the setting Switchroom:ApiKey" : shown)}; try: "
              + $"curl -H \"Authorization: Bearer {shown}\" -d '{{\"name\":\"hello\"}}' {url}/v1/rooms and open {url}/hello; the API is explained at {url}/docs");
    }
}
