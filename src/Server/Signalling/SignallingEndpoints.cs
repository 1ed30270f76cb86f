using System.Net.WebSockets;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Requests;

namespace Switchroom.Server.Signalling;

/// <summary>
/// The paths LiveKit's clients know: <c>/rtc</c> for the WebSocket, <c>/rtc/validate</c> to ask why it was refused. Under <c>/{room}</c> the same
/// again, so that a client may be given a room's own URL.
/// </summary>
internal static class SignallingEndpoints
{
    public static void MapSignalling(this IEndpointRouteBuilder routes)
    {
        foreach (string prefix in new[] { "", "/{room}" })
        {
            routes.MapGet($"{prefix}/rtc", ServeAsync).ExcludeFromDescription();
            routes.MapGet($"{prefix}/rtc/validate", ValidateAsync).ExcludeFromDescription();
            routes.MapGet($"{prefix}/rtc/v1", NotServed).ExcludeFromDescription();
            routes.MapGet($"{prefix}/rtc/v1/validate", NotServed).ExcludeFromDescription();
        }
    }

    private static async Task ServeAsync(HttpContext context, SignalServices services)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context, StatusCodes.Status426UpgradeRequired, "this path is for WebSockets");
            return;
        }

        JoinParameters parameters = JoinParameters.Of(context.Request, RoomOf(context));
        await (parameters.Reconnect ? ResumeAsync(context, services, parameters) : JoinAsync(context, services, parameters));
    }

    private static async Task JoinAsync(HttpContext context, SignalServices services, JoinParameters parameters)
    {
        AdmissionDecision decision = await services.Admission.DecideAsync(parameters, context.RequestAborted);
        if (!decision.IsAdmitted)
        {
            await RefuseAsync(context, decision.Status, decision.Reason);
            return;
        }

        SignalConnection connection = services.NewConnection();
        (SignalParticipant? participant, CommandResult result) = await services.Sessions.JoinAsync(decision, parameters.Client, connection);
        if (participant is null)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, result.Detail);
            return;
        }

        await RunAsync(context, services, participant, connection);
    }

    private static async Task ResumeAsync(HttpContext context, SignalServices services, JoinParameters parameters)
    {
        SignalConnection connection = services.NewConnection();
        SignalParticipant? participant = await services.Sessions.FindAsync(parameters, context.RequestAborted);
        if (participant is null)
        {
            SignalSessions.RefuseResume(connection);
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await connection.RunAsync(socket, _ => ValueTask.CompletedTask, services.Stopping);
            return;
        }

        await services.Sessions.ResumeAsync(participant, connection);
        await RunAsync(context, services, participant, connection);
    }

    private static async Task RunAsync(HttpContext context, SignalServices services, SignalParticipant participant, SignalConnection connection)
    {
        ConnectionEnd end = ConnectionEnd.Lost;
        using CancellationTokenSource ended = new();
        Task renewing = Task.CompletedTask;
        try
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            renewing = services.Sessions.RenewTokensAsync(participant, connection, ended.Token);
            end = await connection.RunAsync(socket, request => services.Requests.HandleAsync(participant, request), services.Stopping);
        }
        finally
        {
            services.Sessions.End(participant, connection, end);
            await ended.CancelAsync();
            await renewing;
        }
    }

    private static async Task ValidateAsync(HttpContext context, Admission admission)
    {
        AdmissionDecision decision = await admission.DecideAsync(JoinParameters.Of(context.Request, RoomOf(context)), context.RequestAborted);
        await RefuseAsync(context, decision.Status, decision.IsAdmitted ? "success" : decision.Reason);
    }

    /// <summary>Clients that get this try <c>/rtc</c> next.</summary>
    private static Task NotServed(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status404NotFound, "signalling is served at /rtc, not at /rtc/v1");

    /// <summary>Pages of any origin may read the answer: what protects a room is its token.</summary>
    private static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence);
    }

    private static string? RoomOf(HttpContext context) => context.Request.RouteValues["room"] as string;
}
