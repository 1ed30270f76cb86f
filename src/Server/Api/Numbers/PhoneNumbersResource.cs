using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api.Numbers;

/// <summary>
/// Phone numbers in Daily's words. Nothing is bought here: the operator owns numbers with carriers, names them on outbound trunks, and a domain
/// takes them into use with <c>buy-phone-number</c>.
/// </summary>
internal sealed partial class PhoneNumbersResource(Store store) : IApiResource
{
    private const string Tag = "phone-numbers";
    private const int PageLimit = 50;
    private const string Created = "ddd, dd MMM yyyy HH':'mm':'ss '+0000'";

    private static readonly TextRule DigitsRule = new(7, 3) { Pattern = DigitsPattern(), Expected = "must be 3 to 7 digits" };

    private static readonly ObjectRule Buy = new(
        new Field("number", PhoneText.Rule, "A number of an outbound trunk, or any number that you own together with its trunk. Absent takes any available one.") { Example = "+15550199" },
        Field.Text("trunk", 128, "Own addition: id or name of the outbound trunk that carries the number; absent takes the one that lists it.", 1),
        new Field("name", new TextRule(128), "Own addition: what you call it; absent takes the number."));

    private static readonly ObjectRule Number = new(
        Field.Text("id", 36, "Its id: what callerId takes."),
        Field.Text("name", 128, "What you call it."),
        new Field("created_date", new TextRule(40), "When it was taken.") { Example = "Mon, 19 Aug 2024 18:50:34 +0000" },
        Field.Choice("type", null, "Always the same word.", "purchased_phone_number"),
        new Field("number", PhoneText.Rule, "The number."),
        Field.Choice("status", null, "Always the same word.", "verified"),
        Field.Flag("verified", null, "True."),
        Field.Text("trunk_id", 36, "Own addition: the trunk that carries it; null when that was deleted."));

    public IEnumerable<ApiOperation> Operations =>
    [
        new("GET", "/list-available-numbers", "ListAvailableNumbers", "List numbers of the outbound trunks that nobody has taken", AvailableAsync)
        {
            Tag = Tag,
            Query =
            [
                new("areacode", new TextRule(3, 3) { Pattern = DigitsPattern(), Expected = "must be 3 digits" }, "North American area code."),
                Field.Text("region", 6, "Kept for compatibility: trunks do not say where a number is, so any region but an empty one finds nothing."),
                Field.Text("city", 64, "As region."),
                new("contains", DigitsRule, "Digits anywhere in the number."),
                new("starts_with", DigitsRule, "Digits after the country code 1, or at the beginning."),
                new("ends_with", DigitsRule, "Digits at the end."),
            ],
            Answer = RoomsResource.Page(new ObjectRule(new Field("number", PhoneText.Rule, "The number."), Field.Text("region", 6, "Not known here: empty."))),
        },
        new("POST", "/buy-phone-number", "BuyPhoneNumber", "Take a number into use", BuyAsync)
        {
            Tag = Tag,
            Body = Buy,
            Answer = new ObjectRule(Field.Text("id", 36, "Its id.") with { Required = true }, new Field("number", PhoneText.Rule, "The number.") { Required = true }),
            Description = "Refusals that concern the number itself have status 422 and the body {\"errors\":[{detail,status,title,code}],\"status\":422}.",
        },
        new("GET", "/purchased-phone-numbers", "ListPurchasedNumbers", "List the numbers in use", PurchasedAsync)
        {
            Tag = Tag,
            Query = [.. Paging.Fields(PageLimit), Field.Text("filter_name", 128, "Only names that contain this."), Field.Text("filter_number", 16, "Only numbers that contain this.")],
            Answer = RoomsResource.Page(Number),
        },
        new("DELETE", "/release-phone-number/{id}", "ReleasePhoneNumber", "Give a number back", ReleaseAsync)
        {
            Tag = Tag,
            Answer = new ObjectRule(
                Field.Flag("deleted", null, "True.") with { Required = true },
                Field.Text("id", 36, "Its id.") with { Required = true },
                Field.Text("status", 16, "The word deleted.") with { Required = true }),
            Refusals = [ApiError.NotFound("phone number 1b9d6bcd-0000-4000-8000-000000000000 not found")],
        },
    ];

    private async Task<ApiAnswer> AvailableAsync(ApiCall call)
    {
        await using var context = store.Open();
        var free = (await FreeAsync(context, call)).Select(each => each.Number).Where(number => Matches(number, call)).Distinct().Order(StringComparer.Ordinal).ToArray();
        return new JsonObject
        {
            ["total_count"] = free.Length,
            ["data"] = new JsonArray([.. free.Take(1000).Select(number => new JsonObject { ["number"] = number, ["region"] = "" })]),
        };
    }

    private async Task<ApiAnswer> BuyAsync(ApiCall call)
    {
        var (asked, trunkName) = (Text(call.Body, "number"), Text(call.Body, "trunk"));
        try
        {
            return await store.WriteAsync<ApiAnswer>(
                async context =>
                {
                    var trunks = await context.OutboundTrunks.Where(trunk => trunk.DomainId == call.DomainId).OrderBy(trunk => trunk.Priority).ThenBy(trunk => trunk.Name).ToListAsync(call.Cancel);
                    var named = trunkName is null ? null : trunks.Find(trunk => trunk.Name == trunkName || trunk.Id == trunkName);
                    if (trunkName is not null && named is null)
                    {
                        return ApiError.Invalid($"there is no outbound trunk {trunkName}");
                    }

                    var number = asked ?? PickOne((await FreeAsync(context, call)).Where(free => named is null || free.Trunk == named.Id).Select(free => free.Number).Distinct().ToArray());
                    if (number is null)
                    {
                        return Unprocessable("no number is available: name numbers on an outbound trunk");
                    }

                    var trunk = named ?? trunks.Find(each => Split(each.Numbers).Contains(number));
                    if (trunk is null)
                    {
                        return Unprocessable($"no outbound trunk carries {number}: add it to the numbers of a trunk, or give \"trunk\"");
                    }

                    var row = new StoredPhoneNumber
                    {
                        Id = Guid.CreateVersion7(call.Now).ToString(),
                        DomainId = call.DomainId,
                        Number = number,
                        Name = Text(call.Body, "name") ?? number,
                        TrunkId = trunk.Id,
                        CreatedAt = call.Now,
                    };
                    context.PhoneNumbers.Add(row);
                    return new JsonObject { ["id"] = row.Id, ["number"] = row.Number };
                },
                call.Cancel);
        }
        catch (DbUpdateException exception) when (Store.IsDuplicate(exception))
        {
            return Unprocessable($"{asked ?? "the number"} is already in use");
        }
    }

    private async Task<ApiAnswer> PurchasedAsync(ApiCall call)
    {
        await using var context = store.Open();
        var rows = context.PhoneNumbers.Where(row => row.DomainId == call.DomainId);
        if (call.Query("filter_name") is { } name)
        {
            rows = rows.Where(row => row.Name.Contains(name));
        }

        if (call.Query("filter_number") is { } number)
        {
            rows = rows.Where(row => row.Number.Contains(number));
        }

        var answer = await Paging.Of(call, PageLimit).AnswerAsync(rows, Show, call.Cancel);
        answer["pagination_id"] = answer["data"]!.AsArray().LastOrDefault()?["id"]?.DeepClone();
        return answer;
    }

    private async Task<ApiAnswer> ReleaseAsync(ApiCall call)
    {
        var id = call.Route("id").ToLowerInvariant();
        var deleted = await store.WriteAsync(context => context.PhoneNumbers.Where(row => row.DomainId == call.DomainId && row.Id == id).ExecuteDeleteAsync(call.Cancel), call.Cancel);
        return deleted == 0
            ? ApiError.NotFound($"phone number {call.Route("id")} not found")
            : new JsonObject { ["deleted"] = true, ["id"] = id, ["status"] = "deleted" };
    }

    private static async Task<List<(string Number, string Trunk)>> FreeAsync(StoreContext context, ApiCall call)
    {
        var trunks = await context.OutboundTrunks.Where(trunk => trunk.DomainId == call.DomainId && trunk.Enabled).Select(trunk => new { trunk.Id, trunk.Numbers }).ToListAsync(call.Cancel);
        var taken = (await context.PhoneNumbers.Select(row => row.Number).ToListAsync(call.Cancel)).ToHashSet();
        return [.. trunks.SelectMany(trunk => Split(trunk.Numbers).Select(number => (number, trunk.Id))).Where(free => !taken.Contains(free.number))];
    }

    private static bool Matches(string number, ApiCall call)
    {
        var digits = number.AsSpan(1);
        var national = digits.StartsWith("1") ? digits[1..] : digits;
        return string.IsNullOrEmpty(call.Query("region")) && string.IsNullOrEmpty(call.Query("city"))
            && (call.Query("areacode") is not { } area || (digits.StartsWith("1") && national.StartsWith(area)))
            && (call.Query("contains") is not { } part || digits.Contains(part, StringComparison.Ordinal))
            && (call.Query("starts_with") is not { } start || national.StartsWith(start) || digits.StartsWith(start))
            && (call.Query("ends_with") is not { } end || digits.EndsWith(end));
    }

    private static string? PickOne(string[] numbers) => numbers.Length == 0 ? null : numbers[RandomNumberGenerator.GetInt32(numbers.Length)];

    private static ApiAnswer Unprocessable(string detail) => new(422, new JsonObject
    {
        ["errors"] = new JsonArray(new JsonObject { ["detail"] = detail, ["status"] = "422", ["title"] = "Unprocessable number", ["code"] = "number_not_available" }),
        ["status"] = 422,
        ["error"] = "invalid-request-error",
        ["info"] = detail,
    });

    private static JsonNode Show(StoredPhoneNumber row) => new JsonObject
    {
        ["name"] = row.Name,
        ["id"] = row.Id,
        ["created_date"] = row.CreatedAt.UtcDateTime.ToString(Created, CultureInfo.InvariantCulture),
        ["type"] = "purchased_phone_number",
        ["number"] = row.Number,
        ["status"] = "verified",
        ["verified"] = true,
        ["trunk_id"] = row.TrunkId,
    };

    private static string? Text(JsonElement body, string key) =>
        body.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^[0-9]+\z")]
    private static partial Regex DigitsPattern();
}
