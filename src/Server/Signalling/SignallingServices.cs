using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling.Events;
using Switchroom.Server.Signalling.Requests;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Signalling;

/// <summary>Registers signalling. It needs a <see cref="RoomDirectory"/>, an <see cref="ISigningKeys"/> and an <see cref="IRoomDefinitions"/>.</summary>
internal static class SignallingServices
{
    public static IServiceCollection AddSignalling(this IServiceCollection services, IConfiguration configuration)
    {
        SignallingOptions options = configuration.GetSection("Switchroom:Signalling").Get<SignallingOptions>() ?? new SignallingOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<TokenReader>();
        services.AddSingleton<Admission>();
        services.AddSingleton<SignalParticipants>();
        services.AddSingleton<JoinResponses>();
        services.AddSingleton<SignalSessions>();
        services.AddSingleton<RequestHandler>();
        services.AddSingleton<SignalServices>();
        services.AddSingleton<EventRouter>();
        return services;
    }

    /// <summary>Begins to listen to the rooms and maps the paths; after <c>UseWebSockets</c>.</summary>
    public static WebApplication UseSignalling(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<EventRouter>();
        app.MapSignalling();
        return app;
    }
}
