using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Switchroom.Server.Events;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Storage;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Events;

/// <summary>Journal, outbox and sender over a real database and a receiver on a real socket.</summary>
public sealed class WebhookDeliveryTests : DatabaseTests
{
    private const string Secret = "c2VjcmV0LXNlY3JldA==";

    private WebhookReceiver _receiver = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _receiver = await WebhookReceiver.StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task DeliversEachCallsEventsInOrderSignedAndOnlyWhatIsWanted()
    {
        await AddWebhookAsync("dialout.connected,dialout.answered", basicAuth: "dXNlcjpwYXNz");
        await using var running = await RunningAsync();

        for (var i = 0; i < 10; i++)
        {
            await running.RecordAsync(Event("dialout.connected", call: i % 2, i), Event("dialout.warning", i % 2, i), Event("dialout.answered", i % 2, i));
        }

        var seen = new Dictionary<string, List<int>>();
        for (var i = 0; i < 20; i++)
        {
            var delivery = await _receiver.NextAsync();
            Assert.Equal(WebhookSignature.Sign(Secret, delivery.Timestamp, delivery.Body), delivery.Signature);
            Assert.Equal("Basic dXNlcjpwYXNz", delivery.Authorization);
            var body = JsonNode.Parse(delivery.Body)!;
            Assert.NotEqual("dialout.warning", body["type"]!.GetValue<string>());
            var call = body["payload"]!["session_id"]!.GetValue<string>();
            seen.TryAdd(call, []);
            seen[call].Add(body["payload"]!["number"]!.GetValue<int>() * 2 + (body["type"]!.GetValue<string>() == "dialout.answered" ? 1 : 0));
        }

        Assert.All(seen.Values, order => Assert.Equal(order.Order(), order));
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task AReceiverThatTakesEverythingGetsNothingTwice()
    {
        const int Calls = 20, Each = 15;
        await AddWebhookAsync("dialout.answered");
        await using var running = await RunningAsync();
        var recorded = Enumerable.Range(0, Calls * Each).Select(i => running.RecordAsync(Event("dialout.answered", i % Calls, i))).ToArray();
        await Task.WhenAll(recorded);

        var bodies = new HashSet<string>();
        for (var i = 0; i < Calls * Each; i++)
        {
            Assert.True(bodies.Add((await _receiver.NextAsync()).Body));
        }
    }

    [Fact]
    public async Task AnEventRecordedBeforeACrashIsDeliveredByTheNextProcess()
    {
        await AddWebhookAsync("dialout.answered");
        await using (var first = await RunningAsync(withSender: false))
        {
            await first.RecordAsync(Event("dialout.answered", 1, 7));
        }

        await using var second = await RunningAsync();

        Assert.Contains("\"number\":7", (await _receiver.NextAsync()).Body);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(201)]
    [InlineData(302)]
    public async Task ThreeAnswersOtherThan200OpenTheCircuitAndAnUpdateSendsTheSameMessageFirst(int status)
    {
        var id = await AddWebhookAsync("dialout.answered");
        _receiver.Answer = _ => status;
        await using var running = await RunningAsync();

        await running.RecordAsync(Event("dialout.answered", 1, 1));
        await running.RecordAsync(Event("dialout.answered", 1, 2));
        for (var attempt = 0; attempt < RetryDecision.CircuitBreakerLimit; attempt++)
        {
            Assert.Contains("\"number\":1", (await _receiver.NextAsync()).Body);
        }

        await running.UntilAsync(async context => (await context.Webhooks.SingleAsync(row => row.Id == id)).State == "FAILED");
        _receiver.Answer = _ => 200;
        await Store.WriteAsync(async context =>
        {
            var row = await context.Webhooks.SingleAsync(each => each.Id == id);
            (row.State, row.FailedCount) = ("ACTIVE", 0);
        });

        Assert.Contains("\"number\":1", (await _receiver.NextAsync()).Body);
        Assert.Contains("\"number\":2", (await _receiver.NextAsync()).Body);
    }

    [Fact]
    public async Task ASameEventTwiceIsOneRowAndOneDelivery()
    {
        await AddWebhookAsync("dialout.answered");
        await using var running = await RunningAsync(withSender: false);

        await running.RecordAsync(Event("dialout.answered", 1, 1));
        await running.RecordAsync(Event("dialout.answered", 1, 1));

        await using var context = Store.Open();
        Assert.Equal(1, await context.OutboxEvents.CountAsync());
        Assert.Equal(1, await context.WebhookDeliveries.CountAsync());
    }

    [Fact]
    public async Task ARecordThatConflictsFailsAloneAndTheOthersAreWritten()
    {
        await using var running = await RunningAsync(withSender: false);

        var first = running.Journal.RecordAsync(Domain.Id, AddRoom("same"));
        var second = running.Journal.RecordAsync(Domain.Id, AddRoom("same"));
        var third = running.Journal.RecordAsync(Domain.Id, AddRoom("other"));

        await first;
        await Assert.ThrowsAsync<DbUpdateException>(() => second);
        await third;
    }

    [Fact]
    public async Task AReceiverThatAnswersSlowlyHoldsUpNobodyElseAndLosesNothing()
    {
        await AddWebhookAsync("dialout.answered");
        var answers = new TaskCompletionSource();
        _receiver.Pause = delivery => delivery.Body.Contains("call-1") ? answers.Task : Task.CompletedTask;
        await using var running = await RunningAsync();

        await running.RecordAsync(Event("dialout.answered", 1, 1), Event("dialout.answered", 1, 2));
        Assert.Contains("\"number\":1", (await _receiver.NextAsync()).Body);
        await running.RecordAsync(Event("dialout.answered", 2, 3), Event("dialout.answered", 2, 4));
        Assert.Contains("\"number\":3", (await _receiver.NextAsync()).Body);
        Assert.Contains("\"number\":4", (await _receiver.NextAsync()).Body);
        answers.SetResult();

        Assert.Contains("\"number\":2", (await _receiver.NextAsync()).Body);
    }

    [Fact]
    public async Task WhatCannotBeNotedAsSentIsNotSentAgainAtOnce()
    {
        await AddWebhookAsync("dialout.answered");
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(1)); // what the journal writes is due
        var log = new WarningLog();
        await using var running = await RunningAsync(clock: clock, log: log);
        await ExecuteAsync("CREATE TRIGGER full BEFORE UPDATE ON webhook_deliveries BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");

        // the sender looks for what is due each time that it is woken: by the second call's event with the first one's delivery not noted
        await running.RecordAsync(Event("dialout.answered", 1, 1));
        await log.Warning(1).WaitAsync(TestProcess.Patience);
        await running.RecordAsync(Event("dialout.answered", 2, 2));
        await log.Warning(2).WaitAsync(TestProcess.Patience);
        Assert.Equal(2, _receiver.Deliveries);
        await ExecuteAsync("DROP TRIGGER full");
        await running.UntilAsync(context =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return context.WebhookDeliveries.AllAsync(row => row.Done);
        });

        Assert.Equal(4, _receiver.Deliveries);
    }

    [Fact]
    public async Task ABatchThatTheDatabaseDidNotTakeInItsTimeIsNotTriedForAsLongAgainRecordByRecord()
    {
        var clock = new FakeTimeProvider();
        using var journal = new EventJournal(Store, clock, NullLogger<EventJournal>.Instance);
        var attempts = 0;
        Task Fail(StoreContext context)
        {
            Interlocked.Increment(ref attempts);
            throw new TimeoutException("the database does not answer");
        }

        var records = Enumerable.Range(0, 100).Select(_ => journal.RecordAsync(Domain.Id, Fail)).ToArray(); // one batch: nothing takes them yet
        await journal.StartAsync(default);
        var all = Task.WhenAll(records);
        using var patience = new CancellationTokenSource(TestProcess.Patience);
        while (!all.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        Assert.All(records, record => Assert.IsType<TimeoutException>(record.Exception!.InnerException));
        Assert.Equal(8, attempts);
        await journal.RecordAsync(Domain.Id, AddRoom("after"));
        await journal.StopAsync(default);
    }

    [Fact]
    public async Task AReceiverThatHangsIsGivenUp()
    {
        var never = new TaskCompletionSource();
        _receiver.Pause = _ => never.Task;
        using var client = new WebhookClient(new WebhookSettings(new NetworkRules([], []), 1, 8), Box, TimeProvider.System);

        var (status, problem) = await client.PostAsync(_receiver.Url, "{}", Secret, null, TimeSpan.FromSeconds(1), default);

        Assert.Null(status);
        Assert.Equal("no answer within 1 s", problem);
    }

    [Fact]
    public async Task NobodyThereIsAFailureWithItsCause()
    {
        using var client = new WebhookClient(new WebhookSettings(new NetworkRules([], []), 1, 8), Box, TimeProvider.System);

        var (status, problem) = await client.PostAsync($"http://127.0.0.1:{FreePort.Next()}/", "{}", Secret, null, TimeSpan.FromSeconds(30), default);

        Assert.Null(status);
        Assert.Contains("refused", problem);
    }

    [Fact]
    public async Task DoesNotConnectToNetworksThatAreDenied()
    {
        using var client = new WebhookClient(new WebhookSettings(new NetworkRules([], ["127.0.0.0/8"]), 1, 8), Box, TimeProvider.System);

        var (status, problem) = await client.PostAsync(_receiver.Url, "{}", Secret, null, TimeSpan.FromSeconds(30), default);

        Assert.Null(status);
        Assert.Contains("not in a network that webhooks may reach", problem);
    }

    private static EventRecord Event(string type, int call, int number) => new(
        $"{type}-{call}-{number}", type, "demo", $"call-{call}", new JsonObject { ["session_id"] = $"call-{call}", ["number"] = number }, DateTimeOffset.UnixEpoch);

    private Func<StoreContext, Task> AddRoom(string name) => async context => await context.Rooms.AddAsync(new StoredRoom
    {
        Id = Guid.NewGuid().ToString(),
        DomainId = Domain.Id,
        Name = name,
        Private = false,
        Properties = "{}",
        CreatedAt = DateTimeOffset.UnixEpoch.AddYears(50),
    });

    private async Task<string> AddWebhookAsync(string types, string? basicAuth = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var webhook = new StoredWebhook
        {
            Id = Guid.NewGuid().ToString(),
            DomainId = Domain.Id,
            Url = _receiver.Url,
            SealedHmac = Box.Seal("webhook-hmac", Secret),
            SealedBasicAuth = basicAuth is null ? null : Box.Seal("webhook-basic-auth", basicAuth),
            RetryType = "circuit-breaker",
            EventTypes = types,
            State = "ACTIVE",
            CreatedAt = now,
            UpdatedAt = now,
        };
        await Store.WriteAsync(async context => await context.Webhooks.AddAsync(webhook));
        return webhook.Id;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var context = Store.Open();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    private async Task<Running> RunningAsync(bool withSender = true, TimeProvider? clock = null, ILogger<WebhookSender>? log = null)
    {
        var journal = new EventJournal(Store, TimeProvider.System, NullLogger<EventJournal>.Instance);
        var client = new WebhookClient(new WebhookSettings(new NetworkRules([], []), 1, 8), Box, TimeProvider.System);
        var sender = withSender ? new WebhookSender(Store, client, journal, clock ?? TimeProvider.System, log ?? NullLogger<WebhookSender>.Instance) : null;
        await journal.StartAsync(default);
        if (sender is not null)
        {
            await sender.StartAsync(default);
        }

        return new Running(Store, Domain.Id, journal, sender, client);
    }

    private sealed class WarningLog : ILogger<WebhookSender>
    {
        private readonly SemaphoreSlim _warned = new(0);
        private int _seen;

        /// <summary>Waits until there were that many.</summary>
        public async Task Warning(int number)
        {
            for (; _seen < number; _seen++)
            {
                await _warned.WaitAsync();
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _warned.Release();
    }

    private sealed record Running(Store Store, string DomainId, EventJournal Journal, WebhookSender? Sender, WebhookClient Client) : IAsyncDisposable
    {
        public Task RecordAsync(params EventRecord[] events) => Journal.RecordAsync(DomainId, null, events);

        /// <summary>Looks until something holds in the database; the reads themselves take their time.</summary>
        public async Task UntilAsync(Func<StoreContext, Task<bool>> holds)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (true)
            {
                patience.Token.ThrowIfCancellationRequested();
                await using var context = Store.Open();
                if (await holds(context))
                {
                    return;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (Sender is not null)
            {
                await Sender.StopAsync(default);
            }

            await Journal.StopAsync(default);
            Client.Dispose();
        }
    }
}
