using Switchroom.Server.Api;
using Switchroom.Server.Events;
using Switchroom.Server.Network;
using Switchroom.Server.Pages;
using Switchroom.Server.Phone;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling;
using Switchroom.Server.Storage;
using Switchroom.Server.Telemetry;
using Switchroom.Server.Tokens;

namespace Switchroom.Server;

/// <summary>Where the parts of the server come together: each folder is one line here.</summary>
internal static class ServerHost
{
    /// <summary>Where HTTP listens unless told otherwise.</summary>
    public const string DefaultUrls = "http://0.0.0.0:8080";

    private const string UrlsKey = "urls";

    /// <summary>Builds the whole server. Nothing has started and nothing listens yet.</summary>
    /// <param name="arguments">Settings in the form <c>--Switchroom:Sip:Port=5060</c>.</param>
    public static WebApplication Build(params string[] arguments)
    {
        var builder = Configure(arguments);
        if (!builder.Configuration.GetSection("Kestrel:Endpoints").Exists()) // which Kestrel prefers
        {
            HttpAddresses.Check(builder.Configuration[UrlsKey] is { Length: > 0 } urls ? urls : DefaultUrls);
        }

        var services = builder.Services;
        services.AddSingleton<PublicUrl>();
        services.AddEvents();
        services.AddHostedService<Retention>();
        services.AddSingleton<ISigningKeys, StoredSigningKeys>();
        services.AddSingleton<IRoomDefinitions, StoredRoomDefinitions>();
        services.AddMedia();
        services.AddSignalling();
        services.AddHostedService<RoomEventRecorder>();
        services.AddPhone();
        services.AddApi();
        services.AddTelemetry(builder.Configuration);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));

        var app = builder.Build();
        app.MapApi();
        app.MapHealth();
        app.MapPages();
        app.UseSignalling();
        return app;
    }

    /// <summary>Settings, logs and storage: what the other commands need as well.</summary>
    public static WebApplicationBuilder Configure(params string[] arguments)
    {
        // the settings that ship with the program lie beside it; the operator's own lie where the server is started
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        var own = Path.Combine(Environment.CurrentDirectory, "appsettings.json");
        builder.Configuration.AddJsonFile(own, optional: true, reloadOnChange: false);
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(arguments);
        if (string.IsNullOrEmpty(builder.Configuration[UrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultUrls);
        }

        // standard output belongs to the commands; logs go to standard error
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSettings(builder.Configuration);
        builder.Services.AddStorage();
        return builder;
    }
}
