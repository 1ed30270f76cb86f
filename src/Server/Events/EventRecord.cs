using System.Text.Json.Nodes;

namespace Switchroom.Server.Events;

/// <summary>One thing that happened, as webhooks, the event stream and clients in the room are told.</summary>
/// <param name="Id">Stays the same across redeliveries.</param>
/// <param name="Type">E.g. <c>dialout.answered</c>.</param>
/// <param name="Room">Name of the room it happened in; null for a matter of the domain.</param>
/// <param name="OrderKey">Events with the same key are delivered in the order in which they were recorded.</param>
/// <param name="Payload">Members in the order in which they are published.</param>
/// <param name="At">When it happened.</param>
internal sealed record EventRecord(string Id, string Type, string? Room, string OrderKey, JsonObject Payload, DateTimeOffset At)
{
    /// <summary>The bytes that every receiver gets and that the signature covers (<c>daily-api.md</c> 7.2).</summary>
    public string Body() => CompactJson.Write(new JsonObject
    {
        ["version"] = "1.0.0",
        ["type"] = Type,
        ["id"] = Id,
        ["payload"] = Payload.DeepClone(),
        ["event_ts"] = At.ToUnixTimeMilliseconds() / 1000.0,
    });
}
