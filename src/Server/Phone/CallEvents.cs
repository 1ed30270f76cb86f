using System.Globalization;
using System.Text.Json.Nodes;
using Switchroom.Server.Events;

namespace Switchroom.Server.Phone;

/// <summary>The <c>dialout.*</c> events, member by member as <c>daily-api.md</c> 7.3 has them, our additions last.</summary>
internal static class CallEvents
{
    /// <summary>Makes one event.</summary>
    /// <param name="kind">Which of the five.</param>
    /// <param name="sequence">Its number within the call, from 1; part of its id.</param>
    /// <param name="facts">What stays the same.</param>
    /// <param name="report">What stands at this moment.</param>
    /// <param name="text">Text of a warning or an error.</param>
    /// <param name="now">When it happened.</param>
    public static EventRecord Make(CallEventKind kind, int sequence, CallFacts facts, CallReport report, string? text, DateTimeOffset now)
    {
        var payload = new JsonObject
        {
            ["domain_id"] = facts.DomainId,
            ["room"] = facts.Room,
            ["timestamp"] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["session_id"] = facts.SessionId,
        };
        if (facts.UserId is not null)
        {
            payload["user_id"] = facts.UserId;
        }

        if (kind == CallEventKind.Error)
        {
            payload["error_msg"] = text;
        }

        payload["destination"] = facts.Destination;
        payload["origin"] = facts.Origin;
        if (facts.CallerId is not null)
        {
            payload["caller_id"] = facts.CallerId;
        }

        if (kind == CallEventKind.Warning)
        {
            payload["error_msg"] = text;
        }

        if (kind is CallEventKind.Stopped or CallEventKind.Error)
        {
            AddEnding(payload, report);
        }

        payload["sip_call_id"] = report.SipCallId;
        if (facts.Metadata is not null)
        {
            payload["metadata"] = facts.Metadata.DeepClone();
        }

        return new EventRecord($"{sequence}-dial-out-{ShortName(kind)}-{facts.SessionId}", NameOf(kind), facts.Room, facts.SessionId, payload, now);
    }

    /// <summary>The event's type on the wire.</summary>
    public static string NameOf(CallEventKind kind) => "dialout." + kind.ToString().ToLowerInvariant();

    /// <summary>The reason's name on the wire: <c>completed, busy, declined, no-answer, canceled, failed</c>.</summary>
    public static string NameOf(EndReason reason) => reason == EndReason.NoAnswer ? "no-answer" : reason.ToString().ToLowerInvariant();

    private static void AddEnding(JsonObject payload, CallReport report)
    {
        payload["reason"] = report.Reason is { } reason ? NameOf(reason) : null;
        payload["sip_code"] = report.SipCode;
        payload["sip_reason"] = report.SipReason;
        payload["ended_by"] = report.EndedBy;
        payload["answered"] = report.AnsweredAt is not null;
        payload["duration"] = report.Duration;
        payload["ring_duration"] = report.RingDuration;
    }

    private static string ShortName(CallEventKind kind) => kind switch
    {
        CallEventKind.Connected => "con",
        CallEventKind.Answered => "ans",
        CallEventKind.Warning => "warn",
        CallEventKind.Stopped => "stop",
        _ => "err",
    };
}
