using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchroom.Server.Api.Calls;

/// <summary>Both borders as long as nothing behind them can host a call: every room hosts none.</summary>
internal sealed class NoCalls : IRoomCalls, IDialOut
{
    public Task CloseAsync(string domainId, string room, CancellationToken cancel) => Task.CompletedTask;

    public Task<IReadOnlyList<PresentParticipant>?> PresenceAsync(string domainId, string room, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<PresentParticipant>?>(null);

    public Task<IReadOnlyDictionary<string, IReadOnlyList<PresentParticipant>>> PresenceAsync(string domainId, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<PresentParticipant>>>(new Dictionary<string, IReadOnlyList<PresentParticipant>>());

    public Task<IReadOnlyList<string>?> EjectAsync(string domainId, string room, EjectRequest request, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>?>(null);

    public Task<ApiError?> SendMessageAsync(string domainId, string room, JsonElement data, string recipient, CancellationToken cancel) => None(room);

    public Task<JsonObject?> ReadSessionDataAsync(string domainId, string room, CancellationToken cancel) => Task.FromResult<JsonObject?>(null);

    public Task<ApiError?> ChangeSessionDataAsync(string domainId, string room, SessionDataChange change, CancellationToken cancel) => None(room);

    public Task<ApiError?> UpdatePermissionsAsync(string domainId, string room, IReadOnlyDictionary<string, JsonElement> changes, CancellationToken cancel) =>
        None(room);

    public Task<DialOutAnswer> StartAsync(DialOutRequest request, CancellationToken cancel) =>
        Task.FromResult(new DialOutAnswer(null, ApiError.NotHosting(request.Room.Name)));

    public Task<ApiError?> StopAsync(CallRoom room, string sessionId, CancellationToken cancel) => None(room.Name);

    public Task<ApiError?> SendDtmfAsync(CallRoom room, DtmfRequest request, CancellationToken cancel) => None(room.Name);

    public Task<ApiError?> TransferAsync(CallRoom room, TransferRequest request, CancellationToken cancel) => None(room.Name);

    public Task<ApiError?> ReferAsync(CallRoom room, string sessionId, SipTarget target, CancellationToken cancel) => None(room.Name);

    private static Task<ApiError?> None(string room) => Task.FromResult<ApiError?>(ApiError.NotHosting(room));
}
