using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>The latest transfer of a call as its row keeps it and the history shows it.</summary>
internal static class TransferRow
{
    /// <summary>How the text of every transfer that is under way ends, and of no other.</summary>
    public const string PendingMark = "\"status\":\"pending\"}";

    public static string Pending(TransferFacts facts) => new JsonObject
    {
        ["toEndPoint"] = facts.ToEndpoint,
        ["isSipRefer"] = facts.IsSipRefer,
        ["mtgSessionId"] = facts.MeetingId,
        ["status"] = "pending",
    }.ToJsonString();

    public static string Ended(TransferFacts facts, TransferEnding ending) => new JsonObject
    {
        ["toEndPoint"] = facts.ToEndpoint,
        ["isSipRefer"] = facts.IsSipRefer,
        ["status"] = ending.Status,
        ["sipCode"] = ending.SipCode,
        ["error"] = ending.Problem,
    }.ToJsonString();

    /// <summary>The transfer of a row that was under way when the row was written; null where none was.</summary>
    public static TransferFacts? ReadPending(StoredCallLeg leg)
    {
        try
        {
            return leg.Transfer is { } text && text.EndsWith(PendingMark, StringComparison.Ordinal) && JsonNode.Parse(text) is { } transfer
                ? new TransferFacts(CallFacts.Of(leg), (string?)transfer["mtgSessionId"] ?? "", (string?)transfer["toEndPoint"] ?? "", (bool?)transfer["isSipRefer"] ?? false)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
