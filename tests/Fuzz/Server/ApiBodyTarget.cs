using System.Text.Json.Nodes;
using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Api.Domains;
using Switchroom.Server.Api.Numbers;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Api.Tokens;
using Switchroom.Server.Api.Webhooks;

namespace Switchroom.Fuzz.Server;

/// <summary>
/// The body of a REST request, from bytes to the rules of every operation: refused with a 400, or accepted and then storable.
/// What is accepted for SIP never has a control character. The first byte chooses the operation.
/// </summary>
public sealed class ApiBodyTarget : FuzzTarget
{
    private const int MaxDepth = 32;

    private static readonly RuleContext Context = new(DateTimeOffset.UnixEpoch.AddYears(56));

    private static readonly ObjectRule[] Rules =
    [
        RoomBody.Create, RoomBody.Update, RoomBody.CreateMany, RoomBody.DeleteMany, TokenProperties.Rule, DomainProperties.Rule, WebhookBody.Create, WebhookBody.Update,
        TrunkBody.Create, TrunkBody.Update, DialOutBody.Start, DialOutBody.Stop, DialOutBody.SendDtmf, DialOutBody.Transfer, DialOutBody.Refer,
    ];

    /// <inheritdoc/>
    public override string Name => "api-body";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var (body, error) = RequestBody.Parse(input[1..].ToArray(), MaxDepth);
        if (error is not null)
        {
            Demand(error is { Status: 400, Info.Length: > 0 }, "a refusal without a sentence");
            return;
        }

        var rule = Rules[input[0] % Rules.Length];
        if (rule.Problem(body, new Place(""), Context) is { } problem)
        {
            Demand(problem.Length > 0, "a refusal without a sentence");
            return;
        }

        if (rule == RoomBody.Create)
        {
            var stored = new JsonObject();
            RoomBody.Merge(stored, body);
            Demand(JsonNode.Parse(stored.ToJsonString()) is JsonObject, "what was accepted cannot be stored");
        }
        else if (rule == DialOutBody.Start && DialOutBody.Text(body, "sipUri") is { } uri)
        {
            var target = SipTarget.Read(uri, "sipUri", out _);
            Demand(target is not null && !(target.Uri + string.Concat(target.Headers)).Any(char.IsControl), "a control character would reach SIP");
        }
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
