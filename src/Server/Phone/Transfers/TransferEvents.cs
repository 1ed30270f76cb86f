using System.Globalization;
using System.Text.Json.Nodes;
using Switchroom.Server.Events;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>What stays the same about a transfer, as its events name it.</summary>
/// <param name="Call">The call that is transferred, as it was in its room.</param>
/// <param name="MeetingId">The meeting it was in.</param>
/// <param name="ToEndpoint">Where to.</param>
/// <param name="IsSipRefer">The far end itself was asked to call.</param>
internal sealed record TransferFacts(CallFacts Call, string MeetingId, string ToEndpoint, bool IsSipRefer);

/// <summary>The <c>calltransfer.*</c> events, member by member as <c>daily-api.md</c> 7.3 has them, our additions last.</summary>
internal static class TransferEvents
{
    public static EventRecord Triggered(TransferFacts facts, DateTimeOffset now) => Make("triggered", "trig", facts, now, WithKind);

    public static EventRecord Initiated(TransferFacts facts, DateTimeOffset now) => Make("initiated", "init", facts, now, WithKind);

    /// <param name="facts">The transfer.</param>
    /// <param name="sessionId">The session that answered; null where it is none of ours.</param>
    /// <param name="now">The moment.</param>
    public static EventRecord Answered(TransferFacts facts, string? sessionId, DateTimeOffset now) =>
        Make("answered", "answered", facts, now, (payload, _) =>
        {
            if (sessionId is not null)
            {
                payload["to_session_id"] = sessionId;
            }
        });

    public static EventRecord Completed(TransferFacts facts, TransferEnding ending, DateTimeOffset now) => Make("completed", "completed", facts, now, (payload, _) =>
    {
        WithKind(payload, facts);
        payload["complete_status"] = ending.Status;
        if (facts.IsSipRefer)
        {
            payload["refer_sip_response_code"] = ending.ReferCode;
            payload["notify_sip_response_code"] = ending.NotifyCode;
        }

        payload["sip_code"] = ending.SipCode;
        payload["error_msg"] = ending.Problem;
    });

    /// <summary>The status for an ending: the API knows <c>completed, failed, busy, no-answer, canceled</c>. A callee who declined is busy.</summary>
    public static string StatusOf(EndReason? reason) => reason switch
    {
        EndReason.Busy or EndReason.Declined => "busy",
        EndReason.NoAnswer => "no-answer",
        EndReason.Canceled => "canceled",
        EndReason.Completed => "completed",
        _ => "failed",
    };

    private static void WithKind(JsonObject payload, TransferFacts facts) => payload["is_sip_refer"] = facts.IsSipRefer;

    private static EventRecord Make(string name, string shortName, TransferFacts facts, DateTimeOffset now, Action<JsonObject, TransferFacts> add)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var call = facts.Call;
        var payload = new JsonObject
        {
            ["domain_id"] = call.DomainId,
            ["room"] = call.Room,
            ["timestamp"] = seconds,
            ["session_id"] = call.SessionId,
            ["mtg_session_id"] = facts.MeetingId,
            ["to_endpoint"] = facts.ToEndpoint,
            ["from_endpoint"] = call.Destination,
        };
        add(payload, facts);
        if (call.Metadata is not null)
        {
            payload["metadata"] = call.Metadata.DeepClone();
        }

        // A call may be transferred again after a transfer that failed: the milliseconds keep the ids apart.
        var id = $"1-call-transfer-{shortName}-{call.SessionId}{now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
        return new EventRecord(id, "calltransfer." + name, call.Room, call.SessionId, payload, now);
    }
}

/// <summary>How a transfer ended.</summary>
/// <param name="Status"><c>complete_status</c>.</param>
internal sealed record TransferEnding(string Status)
{
    /// <summary>Final SIP status of the new leg, where it had one.</summary>
    public int? SipCode { get; init; }

    /// <summary>What went wrong, in words.</summary>
    public string? Problem { get; init; }

    /// <summary>The answer to a REFER.</summary>
    public int? ReferCode { get; init; }

    /// <summary>What the far end said last about the call it made.</summary>
    public int? NotifyCode { get; init; }
}
