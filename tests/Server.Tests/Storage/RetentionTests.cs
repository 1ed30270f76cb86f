using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Support;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Storage;

public sealed class RetentionTestsOnSqlite : RetentionTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult("");
}

public sealed class RetentionTestsOnPostgres(PostgresServer server) : RetentionTests
{
    protected override Task<string> NewDatabaseAsync() => server.NewDatabaseAsync();
}

/// <summary>What is deleted when, over both databases.</summary>
public abstract class RetentionTests : DatabaseTests
{
    [Fact]
    public async Task CallsGoWhenTheyHaveBeenOverLongEnoughInBatches()
    {
        const int Old = Retention.BatchSize * 2 + 1;
        await Store.WriteAsync(async context =>
        {
            for (var i = 0; i < Old; i++)
            {
                await context.CallLegs.AddAsync(Call($"old-{i}", "ended", ended: -91));
            }

            await context.CallLegs.AddRangeAsync(Call("young", "ended", ended: -89), Call("under-way", "answered", ended: null));
        });

        var deleted = await Deleting(new RetentionSettings(TimeSpan.FromDays(90), null, null)).DeleteDueAsync(default);

        Assert.Equal((Old, 0), deleted);
        await using var context = Store.Open();
        Assert.Equal(["under-way", "young"], await context.CallLegs.Select(leg => leg.Id).Order().ToListAsync());
    }

    [Fact]
    public async Task EventsGoOnceDeliveredAndUndeliveredOnesLater()
    {
        await Store.WriteAsync(async context =>
        {
            await context.Webhooks.AddAsync(new StoredWebhook
            {
                Id = "hook", DomainId = Domain.Id, Url = "http://127.0.0.1/", SealedHmac = "", RetryType = "circuit-breaker", EventTypes = "", State = "FAILED",
                CreatedAt = Now, UpdatedAt = Now,
            });
            await context.OutboxEvents.AddRangeAsync(
                Event("unwanted", -8), Event("delivered", -8), Event("waiting", -8), Event("waiting-too-long", -31), Event("young", -6));
            await context.SaveChangesAsync();
            foreach (var happened in await context.OutboxEvents.Where(row => row.Id != "unwanted").ToListAsync())
            {
                await context.WebhookDeliveries.AddAsync(new StoredWebhookDelivery
                {
                    WebhookId = "hook", EventSequence = happened.Sequence, OrderKey = "call", NextAttemptAt = Now, Done = happened.Id is "delivered" or "young",
                });
            }
        });

        var deleted = await Deleting(new RetentionSettings(null, TimeSpan.FromDays(7), TimeSpan.FromDays(30))).DeleteDueAsync(default);

        Assert.Equal((0, 3), deleted);
        await using var context = Store.Open();
        Assert.Equal(["waiting", "young"], await context.OutboxEvents.Select(row => row.Id).Order().ToListAsync());
        Assert.Equal(2, await context.WebhookDeliveries.CountAsync());
    }

    [Fact]
    public async Task NothingGoesWhereTheSettingsSayForEver()
    {
        await Store.WriteAsync(async context =>
        {
            await context.CallLegs.AddAsync(Call("old", "ended", ended: -10_000));
            await context.OutboxEvents.AddAsync(Event("old", -10_000));
        });
        Assert.Equal((0, 0), await Deleting(new RetentionSettings(null, null, null)).DeleteDueAsync(default));
    }

    private Retention Deleting(RetentionSettings settings) => new(Store, settings, Clock, NullLogger<Retention>.Instance);

    private StoredCallLeg Call(string id, string state, int? ended) =>
        NewCall(id, state, answered: null, ended is { } days ? Now.AddDays(days) : null);

    private StoredOutboxEvent Event(string id, int days) => new()
    {
        Id = id, DomainId = Domain.Id, Type = "dialout.answered", OrderKey = "call", Body = "{}", CreatedAt = Now.AddDays(days),
    };
}
