using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Switchroom.Server.Events;
using Switchroom.Server.Phone;
using Switchroom.Server.Phone.Transfers;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Storage;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Tests.Phone;

/// <summary>What a start makes of the calls that the last process left as under way.</summary>
public sealed class CallRecoveryTests : DatabaseTests
{
    private readonly Line _line = new();
    private EventJournal _journal = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _journal = new EventJournal(Store, TimeProvider.System, NullLogger<EventJournal>.Instance);
        await _journal.StartAsync(default);
    }

    public override async ValueTask DisposeAsync()
    {
        await _journal.StopAsync(default);
        _journal.Dispose();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("dialing", "dialout.error", false)]
    [InlineData("ringing", "dialout.error", false)]
    [InlineData("answered", "dialout.stopped", true)]
    public async Task ACallThatWasCutIsToldAsEndedWithItsReason(string state, string type, bool answered)
    {
        await AddAsync("one", state);

        await RecoverAsync();

        var told = JsonNode.Parse(Assert.Single(await EventsAsync()))!;
        Assert.Equal(type, told["type"]!.GetValue<string>());
        var payload = told["payload"]!;
        Assert.Equal(
            ("one", "failed", "the server stopped unexpectedly", answered),
            (payload["session_id"]!.GetValue<string>(), payload["reason"]!.GetValue<string>(), payload["sip_reason"]!.GetValue<string>(), payload["answered"]!.GetValue<bool>()));
        Assert.Equal("kept", payload["metadata"]!["order"]!.GetValue<string>());
        var row = await RowAsync("one");
        Assert.Equal(("ended", "failed"), (row.State, row.Reason));
        Assert.NotNull(row.EndedAt);
    }

    [Fact]
    public async Task ACallThatHadEndedIsLeftAlone()
    {
        await AddAsync("one", "ended");
        await AddAsync("long ago", "ended", Dialogs("call-1"), ended: Now.AddDays(-2));

        await RecoverAsync();

        Assert.Empty(await EventsAsync());
        Assert.Empty(_line.Commands);
    }

    [Fact]
    public async Task ACallThatHadEndedWithoutItsFarEndsConfirmationGetsItsByeAgainAndIsNotToldAgain()
    {
        await AddAsync("one", "ended", Dialogs("call-1"));
        await AddAsync("other", "ended", Dialogs("call-2"), node: "elsewhere");

        await RecoverAsync();
        await RecoverAsync();

        Assert.Equal(["call-1"], _line.Ended.Select(each => each.Dialog.CallId));
        Assert.Empty(await EventsAsync());
        Assert.Null((await RowAsync("one")).Recovery);
    }

    [Theory]
    [InlineData("answered", false)]
    [InlineData("ended", true)]
    public async Task ATransferThatWasUnderWayIsToldAsFailedOnce(string state, bool isSipRefer)
    {
        await AddAsync("one", state);
        await AddAsync("other", state, node: "elsewhere");
        var reports = new TransferReports(_journal, Clock);
        var (mine, others) = (await FactsAsync("one"), await FactsAsync("other"));
        await reports.BeginAsync(mine);
        await reports.BeginAsync(others);
        var begun = (await EventsAsync()).Count;

        for (var i = 0; i < 2; i++)
        {
            await new CutTransfers(Store, new NodeId("here"), reports, Clock).StartAsync(default);
        }

        var told = JsonNode.Parse(Assert.Single((await EventsAsync()).Skip(begun)))!;
        Assert.Equal("calltransfer.completed", (string?)told["type"]);
        var payload = told["payload"]!;
        Assert.Equal(
            ("one", "meeting", "sip:c@192.0.2.3", isSipRefer, "failed", "the server stopped during the transfer"),
            ((string?)payload["session_id"], (string?)payload["mtg_session_id"], (string?)payload["to_endpoint"], (bool)payload["is_sip_refer"]!, (string?)payload["complete_status"],
             (string?)payload["error_msg"]));
        Assert.Equal("failed", (string?)JsonNode.Parse((await RowAsync("one")).Transfer!)!["status"]);

        async Task<TransferFacts> FactsAsync(string id) => new(CallFacts.Of(await RowAsync(id)), "meeting", "sip:c@192.0.2.3", isSipRefer);
    }

    [Fact]
    public async Task EveryDialogThatIsKnownIsEndedWithTheTrunksCredentials()
    {
        await Store.WriteAsync(async context => await context.OutboundTrunks.AddAsync(new StoredOutboundTrunk
        {
            Id = "trunk",
            DomainId = Domain.Id,
            Name = "carrier",
            Address = "carrier.example",
            Transport = "udp",
            Username = "user",
            SealedPassword = Box.Seal("trunk-password", "secret"),
            Numbers = "",
            Prefixes = "",
            Srtp = "off",
            Headers = "{}",
            CreatedAt = Now,
            UpdatedAt = Now,
        }));
        await AddAsync("one", "ringing", Dialogs("call-1", "call-2"), "trunk");
        await AddAsync("two", "answered", Dialogs("call-3"));
        await AddAsync("three", "dialing");

        await RecoverAsync();

        Assert.Equal(["call-1", "call-2", "call-3"], _line.Ended.Select(each => each.Dialog.CallId));
        Assert.Equal([new CallCredentials("user", "secret"), new CallCredentials("user", "secret"), null], _line.Ended.Select(each => each.Credentials));
        Assert.All(_line.Ended, each => Assert.Equal(500, each.Reason!.Cause));
        Assert.Null((await RowAsync("two")).Recovery);
        Assert.Equal(3, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task AnInviteThatNoDialogIsKnownOfIsWithdrawn()
    {
        var cancel = new SipRequest(SipMethod.Cancel, SipUri.Parse("sip:b@192.0.2.2"))
        {
            Via = new Via("UDP", "192.0.2.1", 5060).With("branch", Via.MagicCookie + "1"),
            From = new NameAddr(SipUri.Parse("sip:a@192.0.2.1")).WithTag("1"),
            To = new NameAddr(SipUri.Parse("sip:b@192.0.2.2")),
            CallId = "call-1",
            CSeq = new CSeq(1, SipMethod.Cancel),
            MaxForwards = 70,
        };
        var dialogs = new CallDialogs { Pending = new Withdrawal { Target = new SipTarget(SipTransport.Udp, new IPEndPoint(IPAddress.Parse("192.0.2.2"), 5060)), Cancel = cancel } };
        await AddAsync("one", "dialing", dialogs.ToText());

        await RecoverAsync();

        var withdrawn = Assert.IsType<WithdrawCall>(Assert.Single(_line.Commands)).Withdrawal;
        Assert.Equal(("192.0.2.2:5060", Via.MagicCookie + "1"), (withdrawn.Target.Address.ToString(), withdrawn.Cancel.Via.Branch));
    }

    [Fact]
    public async Task CallsOfAnotherNodeAreLeftToIt()
    {
        await AddAsync("own", "answered", Dialogs("call-1"), node: "here");
        await AddAsync("older", "answered", Dialogs("call-2"));
        await AddAsync("other", "answered", Dialogs("call-3"), node: "elsewhere");

        await RecoverAsync();

        Assert.Equal(["call-1", "call-2"], _line.Ended.Select(each => each.Dialog.CallId));
        Assert.Equal("answered", (await RowAsync("other")).State);
        Assert.Equal(2, (await EventsAsync()).Count);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[null, \"\", \"{}\"]")]
    public async Task DialogsThatAreNotUnderstoodDoNotKeepTheServerFromStarting(string recovery)
    {
        await AddAsync("one", "answered", recovery);

        await RecoverAsync();

        Assert.Empty(_line.Commands);
        Assert.Single(await EventsAsync());
    }

    [Fact]
    public async Task ASecondCrashInTheMiddleTellsNothingTwice()
    {
        await AddAsync("one", "answered", Dialogs("call-1"));
        await RecoverAsync();
        await Store.WriteAsync(async context => (await context.CallLegs.SingleAsync()).State = "answered");

        await RecoverAsync();

        Assert.Single(await EventsAsync());
    }

    private Task RecoverAsync() =>
        new CallRecovery(Store, new NodeId("here"), _journal, new CutCalls(_line, Box), Clock, NullLogger<CallRecovery>.Instance).StartAsync(default);

    private Task AddAsync(string id, string state, string? recovery = null, string? trunk = null, string? node = null, DateTimeOffset? ended = null) => Store.WriteAsync(async context => await context.CallLegs.AddAsync(new StoredCallLeg
    {
        Id = id,
        DomainId = Domain.Id,
        RoomId = "room",
        RoomName = "room",
        Direction = "out",
        State = state,
        Target = "sip:a@192.0.2.1",
        Metadata = """{"order":"kept"}""",
        CreatedAt = Now,
        AnsweredAt = state == "answered" ? Now : null,
        EndedAt = state == "ended" ? ended ?? Now : null,
        TrunkId = trunk,
        Recovery = recovery,
        NodeId = node,
    }));

    private async Task<List<string>> EventsAsync()
    {
        await using var context = Store.Open();
        return await context.OutboxEvents.OrderBy(row => row.Sequence).Select(row => row.Body).ToListAsync();
    }

    private async Task<StoredCallLeg> RowAsync(string id)
    {
        await using var context = Store.Open();
        return await context.CallLegs.SingleAsync(row => row.Id == id);
    }

    private static string Dialogs(params string[] callIds)
    {
        var dialogs = new CallDialogs();
        foreach (var callId in callIds)
        {
            dialogs.Add(callId, new DialogRecord
            {
                CallId = callId,
                Local = new NameAddr(SipUri.Parse("sip:a@192.0.2.1")).WithTag("1"),
                Remote = new NameAddr(SipUri.Parse("sip:b@192.0.2.2")).WithTag("2"),
                Routes = [],
                Target = SipUri.Parse("sip:b@192.0.2.2"),
                Number = 1,
            });
        }

        return dialogs.ToText()!;
    }

    private sealed class Line : ISipLine
    {
        public List<SipCommand> Commands { get; } = [];

        public List<EndDialog> Ended => [.. Commands.OfType<EndDialog>()];

        public SipUri OwnUri(string user) => SipUri.Parse($"sip:{user}@192.0.2.1");

        public void Post(SipCommand command) => Commands.Add(command);

        public IDisposable Subscribe(Action<SipEvent> handler) => throw new NotSupportedException();
    }
}
