using System.Net.WebSockets;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Requests;

namespace Switchroom.Server.Signalling;

/// <summary>
/// The paths LiveKit's clients know: <c>/rtc/v1</c> for the WebSocket of a client with one WebRTC connection, <c>/rtc</c> for one with two, <c>/validate</c> under
/// each to ask why it was refused. Under <c>/{room}</c> the same again, so that a client may be given a room's own URL.
/// </summary>
internal static class SignallingEndpoints
{
    public static void MapSignalling(this IEndpointRouteBuilder routes)
    {
        foreach (string prefix in new[] { "", "/{room}" })
        {
            routes.MapGet($"{prefix}/rtc", (HttpContext context, SignalServices services) => ServeAsync(context, services, ReadQuery)).ExcludeFromDescription();
            routes.MapGet($"{prefix}/rtc/validate", (HttpContext context, SignalServices services) => ValidateAsync(context, services, ReadQuery)).ExcludeFromDescription();
            routes.MapGet($"{prefix}/rtc/v1", (HttpContext context, SignalServices services) => ServeAsync(context, services, ReadJoinRequest)).ExcludeFromDescription();
            routes.MapGet($"{prefix}/rtc/v1/validate", (HttpContext context, SignalServices services) => ValidateAsync(context, services, ReadJoinRequest))
                .ExcludeFromDescription();
        }
    }

    private static JoinParameters? ReadQuery(HttpContext context, SignalServices services) => JoinParameters.Of(context.Request, RoomOf(context));

    private static JoinParameters? ReadJoinRequest(HttpContext context, SignalServices services) =>
        JoinRequestReader.TryRead(context.Request.Query["join_request"].ToString(), services.Settings.MaxMessageBytes, out Protocol.JoinRequest? request)
            ? JoinParameters.Of(context.Request, RoomOf(context)).With(request!)
            : null;

    private static async Task ServeAsync(HttpContext context, SignalServices services, Func<HttpContext, SignalServices, JoinParameters?> read)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context, StatusCodes.Status426UpgradeRequired, "this path is for WebSockets");
            return;
        }

        if (read(context, services) is not { } parameters)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, JoinRequestReader.Refusal);
            return;
        }

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
        (SignalParticipant? participant, CommandResult result) = await services.Sessions.JoinAsync(decision, parameters, connection);
        if (participant is null)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, result.Detail);
            return;
        }

        await RunAsync(context, services, participant, connection, parameters.FirstMessages);
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
        await RunAsync(context, services, participant, connection, parameters.FirstMessages);
    }

    /// <summary>Serves the WebSocket, what the client said in its URL first.</summary>
    private static async Task RunAsync(
        HttpContext context, SignalServices services, SignalParticipant participant, SignalConnection connection, IReadOnlyList<Protocol.SignalRequest> first)
    {
        ConnectionEnd end = ConnectionEnd.Lost;
        using CancellationTokenSource ended = new();
        Task renewing = Task.CompletedTask;
        try
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            foreach (Protocol.SignalRequest request in first)
            {
                await services.Requests.HandleAsync(participant, request);
            }

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

    private static async Task ValidateAsync(HttpContext context, SignalServices services, Func<HttpContext, SignalServices, JoinParameters?> read)
    {
        AdmissionDecision decision = read(context, services) is { } parameters
            ? await services.Admission.DecideAsync(parameters, context.RequestAborted)
            : AdmissionDecision.Refuse(StatusCodes.Status400BadRequest, JoinRequestReader.Refusal);
        await RefuseAsync(context, decision.Status, decision.IsAdmitted ? "success" : decision.Reason);
    }

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
