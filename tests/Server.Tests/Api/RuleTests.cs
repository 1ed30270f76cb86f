using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Api.Domains;
using Switchroom.Server.Api.Numbers;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Api.Tokens;
using Switchroom.Server.Api.Webhooks;

namespace Switchroom.Server.Tests.Api;

/// <summary>Properties of the validators, over random JSON that likes the names and shapes that the rules know.</summary>
public sealed class RuleTests
{
    private static readonly RuleContext Context = new(DateTimeOffset.UnixEpoch.AddYears(56));

    private static readonly ObjectRule[] Bodies =
    [
        RoomBody.Create, RoomBody.Update, RoomBody.CreateMany, RoomBody.DeleteMany, TokenProperties.Rule, DomainProperties.Rule, WebhookBody.Create, WebhookBody.Update,
        TrunkBody.Create, TrunkBody.Update, DialOutBody.Start, DialOutBody.Stop, DialOutBody.SendDtmf, DialOutBody.Transfer, DialOutBody.Refer,
    ];

    [Property(MaxTest = 300, Arbitrary = [typeof(AnyJson)])]
    public void NoValueMakesARuleThrowAndARefusalIsASentence(JsonText value)
    {
        var element = JsonSerializer.Deserialize<JsonElement>(value.Text);
        foreach (var body in Bodies)
        {
            var problem = body.Problem(element, new Place(""), Context);
            Assert.True(problem is null or { Length: > 5 and < 2000 }, problem);
        }
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(AnyJson)])]
    public void WhatCreatingARoomAcceptsCanBeStoredAndShownAgain(JsonText value)
    {
        var element = JsonSerializer.Deserialize<JsonElement>(value.Text);
        if (RoomBody.Create.Problem(element, new Place(""), Context) is not null)
        {
            return;
        }

        var stored = new JsonObject();
        RoomBody.Merge(stored, element);
        var again = new JsonObject { ["properties"] = JsonNode.Parse(stored.ToJsonString()) };
        Assert.Null(RoomBody.Update.Problem(JsonSerializer.SerializeToElement(again), new Place(""), Context));
    }

    [Property]
    public void APropertyOfTheWrongTypeIsRefused(bool flag, int number, NonNull<string> text)
    {
        foreach (var field in RoomProperties.Rule.Fields.Where(field => !field.ReadOnly))
        {
            var wrong = field.Rule is BooleanRule ? (JsonNode)number : flag;
            Assert.NotNull(Judge(field.Name, wrong));
            if (field.Rule is NumberRule or BooleanRule or ObjectRule or MomentRule)
            {
                Assert.NotNull(Judge(field.Name, text.Get));
            }
        }
    }

    [Property]
    public void ANumberIsTakenExactlyInItsRange(int value)
    {
        foreach (var field in RoomProperties.Rule.Fields)
        {
            if (field.Rule is NumberRule range)
            {
                Assert.Equal(value >= range.Least && value <= range.Most, Judge(field.Name, value) is null);
            }
        }
    }

    [Property]
    public void ATextIsTakenExactlyWhenItIsShortEnoughAndHasNoControlCharacter(NonNull<string> text, byte longest)
    {
        var valid = text.Get.Length <= longest && !text.Get.Any(char.IsControl);
        if (!text.Get.Any(char.IsSurrogate))
        {
            Assert.Equal(valid, new TextRule(longest).Problem(JsonSerializer.SerializeToElement(text.Get), new Place("x"), Context) is null);
        }
    }

    [Property]
    public void ARoomNameIsTakenExactlyWhenItsCharactersAre(NonNull<string> name) =>
        Assert.Equal(
            name.Get.Length is > 0 and <= 128 && name.Get.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'),
            RoomNames.Problem(name.Get) is null || name.Get.Equals("v1", StringComparison.OrdinalIgnoreCase));

    [Property]
    public void APhoneNumberIsAPlusAndUpToFifteenDigits(NonNegativeInt first, byte digits)
    {
        var text = "+" + ((first.Get % 9) + 1) + new string('7', digits % 20);
        Assert.Equal(text.Length <= 16, PhoneText.Number().IsMatch(text));
        Assert.DoesNotMatch(PhoneText.Number(), text + "\n");
        Assert.DoesNotMatch(PhoneText.Number(), text[1..]);
    }

    [Property]
    public void NoSipUriLetsALineBreakThrough(NonNull<string> name, NonNull<string> value)
    {
        var uri = $"sip:a@b?X-{name.Get}={Uri.EscapeDataString(string.Concat(value.Get.Where(c => !char.IsSurrogate(c))))}";
        if (SipTarget.Read(uri, "sipUri", out _) is { } target)
        {
            Assert.DoesNotContain(target.Headers, header => (header.Name + header.Value).Any(char.IsControl));
            Assert.DoesNotContain('?', target.Uri);
        }
    }

    [Property]
    public void BytesThatAreNoJsonAreRefusedWithoutAnException(byte[] bytes)
    {
        var (body, error) = RequestBody.Parse(bytes, 32);
        Assert.True(error is { Status: 400 } || body.ValueKind != JsonValueKind.Undefined);
    }

    [Fact]
    public void EveryPropertyHasADefaultThatItsOwnRuleAccepts()
    {
        foreach (var field in RoomProperties.Rule.Fields.Concat(DomainProperties.Rule.Fields).Concat(TokenProperties.Rule.Fields).Where(field => field.Default is not null))
        {
            Assert.Null(field.Rule.Problem(JsonSerializer.SerializeToElement(field.Default), new Place(field.Name), Context));
        }
    }

    private static string? Judge(string name, JsonNode value) =>
        RoomProperties.Rule.Problem(JsonSerializer.SerializeToElement(new JsonObject { [name] = value }), new Place(""), Context);

    /// <summary>A JSON text.</summary>
    public sealed record JsonText(string Text)
    {
        public override string ToString() => Text;
    }

    /// <summary>Random JSON, with names and values that mean something to the rules more often than not.</summary>
    public static class AnyJson
    {
        private static readonly string[] Names = [.. Bodies.SelectMany(NamesOf).Distinct(), "x", ""];

        private static readonly string[] Values = ["public", "OPUS", "sip:a@b?X-a=1", "+15550100", "dial-in", "cloud", "us-east-1", "*", "", "a\r\nb", "\ufffd", "meeting.started", "http://a/", "udp"];

        public static Arbitrary<JsonText> Text() => Node(4).Select(node => new JsonText(node?.ToJsonString() ?? "null")).ToArbitrary();

        private static Gen<JsonNode?> Node(int depth)
        {
            var leaf = Gen.OneOf(
                Gen.Constant<JsonNode?>(null),
                Gen.Elements(true, false).Select(flag => (JsonNode?)flag),
                Gen.Elements(0, 1, -1, 5, 60, 1280, 1e18, 0.5, 2_000_000_000.25).Select(number => (JsonNode?)number),
                Gen.Elements(Values).Select(text => (JsonNode?)text));
            if (depth == 0)
            {
                return leaf;
            }

            var list = Node(depth - 1).ListOf().Select(items => (JsonNode?)new JsonArray([.. items.Take(4)]));
            var member = Gen.Elements(Names).SelectMany(_ => Node(depth - 1), (name, value) => (name, value));
            var item = member.ListOf().Select(members => (JsonNode?)new JsonObject(members.DistinctBy(each => each.name).Take(6).Select(each => KeyValuePair.Create(each.name, each.value))));
            return Gen.Frequency((1, leaf), (1, list), (3, item));
        }

        private static IEnumerable<string> NamesOf(Rule rule) => rule switch
        {
            ObjectRule known => known.Fields.SelectMany(field => NamesOf(field.Rule).Prepend(field.Name)),
            ListRule list => NamesOf(list.Items),
            EitherRule either => either.Rules.SelectMany(NamesOf),
            MapRule map => NamesOf(map.Values),
            _ => [],
        };
    }
}
