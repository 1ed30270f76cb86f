using Microsoft.AspNetCore.Server.Kestrel.Core;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling.Events;
using Switchroom.Server.Signalling.Requests;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Signalling;

/// <summary>Registers signalling. It works on a <see cref="RoomDirectory"/>, an <see cref="ISigningKeys"/> and an <see cref="IRoomDefinitions"/>.</summary>
internal static class SignallingServices
{
    /// <summary>Longest request line: room for a token and for the compressed offer of a join request.</summary>
    private const int MaxRequestLineBytes = 64 * 1024;

    public static void AddSignalling(this IServiceCollection services)
    {
        // a join request carries an offer in the request line
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes);
        services.AddSingleton<TokenReader>();
        services.AddSingleton<TokenRenewal>();
        services.AddSingleton<Admission>();
        services.AddSingleton<SignalParticipants>();
        services.AddSingleton<JoinResponses>();
        services.AddSingleton<SignalSessions>();
        services.AddSingleton<RequestHandler>();
        services.AddSingleton<SignalServices>();
        services.AddSingleton<EventRouter>();
    }

    /// <summary>Begins to listen to the rooms and maps the paths.</summary>
    public static void UseSignalling(this WebApplication app)
    {
        app.UseWebSockets();
        _ = app.Services.GetRequiredService<EventRouter>();
        app.MapSignalling();
    }
}
