using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Events;

/// <summary>
/// Delivers what the outbox holds. Events with the same order key go to a webhook strictly one after the other; different calls do not wait for
/// each other. What was not confirmed before a crash is sent again.
/// </summary>
internal sealed partial class WebhookSender(
    Store store, WebhookClient client, EventJournal journal, TimeProvider clock, ILogger<WebhookSender> log) : BackgroundService
{
    /// <summary>Deliveries of one webhook looked at in one go.</summary>
    private const int PageSize = 500;

    /// <summary>Requests under way at once to one webhook.</summary>
    private const int ParallelPerWebhook = 8;

    /// <summary>Longest sleep: webhooks re-activated or deliveries added by another process are found this late at most.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly HashSet<(string WebhookId, string OrderKey)> _underWay = [];
    private readonly HashSet<Task> _sending = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        journal.Committed += (_, _) => Wake();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var sleep = await SendDueAsync(stoppingToken);
                await WaitAsync(sleep, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception down) when (Store.IsFailure(down))
            {
                LogStorageDown(down);
                await Task.Delay(LongestSleep, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        Task[] rest;
        lock (_underWay)
        {
            rest = [.. _sending];
        }

        await Task.WhenAll(rest);
    }

    /// <summary>Starts what is due and says how long there is nothing more to do.</summary>
    private async Task<TimeSpan> SendDueAsync(CancellationToken cancel)
    {
        await using var context = store.Open();
        var now = clock.GetUtcNow();
        var sleep = LongestSleep;
        foreach (var webhook in await context.Webhooks.Where(webhook => webhook.State == "ACTIVE").ToListAsync(cancel))
        {
            // A page for each webhook: one that does not answer must not hold up the others.
            var waiting = await context.WebhookDeliveries.Where(delivery => delivery.WebhookId == webhook.Id && !delivery.Done)
                .OrderBy(delivery => delivery.EventSequence).Take(PageSize).ToListAsync(cancel);
            foreach (var head in waiting.GroupBy(delivery => delivery.OrderKey).Select(group => group.First()))
            {
                if (head.NextAttemptAt > now)
                {
                    sleep = Min(sleep, head.NextAttemptAt - now);
                }
                else if (TryClaim(head))
                {
                    Start(webhook, head, cancel);
                }
            }
        }

        return sleep;
    }

    /// <summary>Asked under the claim: since the page was read, the delivery may have been made. Null then.</summary>
    private async Task<string?> BodyToSendAsync(StoredWebhookDelivery delivery)
    {
        await using var context = store.Open();
        var bodies = from row in context.WebhookDeliveries
                     where row.WebhookId == delivery.WebhookId && row.EventSequence == delivery.EventSequence && !row.Done && row.Attempts == delivery.Attempts
                     join happened in context.OutboxEvents on row.EventSequence equals happened.Sequence
                     select happened.Body;
        return await bodies.SingleOrDefaultAsync();
    }

    private bool TryClaim(StoredWebhookDelivery delivery)
    {
        lock (_underWay)
        {
            return _underWay.Count(claim => claim.WebhookId == delivery.WebhookId) < ParallelPerWebhook
                && _underWay.Add((delivery.WebhookId, delivery.OrderKey));
        }
    }

    private void Start(StoredWebhook webhook, StoredWebhookDelivery delivery, CancellationToken stopping)
    {
        var sending = Task.Run(() => SendOrPauseAsync(webhook, delivery, stopping), CancellationToken.None);
        lock (_underWay)
        {
            _sending.Add(sending);
        }

        sending.ContinueWith(
            done =>
            {
                lock (_underWay)
                {
                    _sending.Remove(done);
                    _underWay.Remove((delivery.WebhookId, delivery.OrderKey));
                }

                Wake();
            },
            TaskScheduler.Default);
    }

    // What was sent and could not be noted is due still: sent again at once, it would reach its receiver as often as that can answer.
    private async Task SendOrPauseAsync(StoredWebhook webhook, StoredWebhookDelivery delivery, CancellationToken stopping)
    {
        try
        {
            await SendAsync(webhook, delivery);
        }
#pragma warning disable CA1031 // whatever kept this delivery from being made or noted, the others go on, and it is tried again
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogNotNoted(failure, webhook.Id, delivery.EventSequence);
            await Task.Delay(LongestSleep, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(StoredWebhook webhook, StoredWebhookDelivery delivery)
    {
        if (await BodyToSendAsync(delivery) is not { } body)
        {
            return;
        }

        var problem = await client.PostAsync(webhook, body, CancellationToken.None);
        var tripped = await store.WriteAsync(async context =>
        {
            var row = await context.WebhookDeliveries.SingleOrDefaultAsync(
                each => each.WebhookId == delivery.WebhookId && each.EventSequence == delivery.EventSequence);
            var target = await context.Webhooks.SingleOrDefaultAsync(each => each.Id == delivery.WebhookId);
            if (row is null || target is null)
            {
                return false; // the webhook was deleted meanwhile
            }

            row.Attempts++;
            var decision = RetryDecision.After(target.RetryType == "exponential", delivered: problem is null, row.Attempts, target.FailedCount);
            var now = clock.GetUtcNow();
            target.FailedCount = decision.FailedCount;
            target.LastMomentPushed = now;
            target.State = decision.Trips ? "FAILED" : target.State;
            row.Done = decision.RetryAfter is null;
            row.NextAttemptAt = now + (decision.RetryAfter ?? TimeSpan.Zero);
            return decision.Trips;
        });
        if (problem is not null)
        {
            LogFailed(webhook.Id, delivery.EventSequence, problem, tripped);
        }
    }

    private void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    private async Task WaitAsync(TimeSpan sleep, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(sleep, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // time to look again
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} did not take event {Sequence}: {Problem}. Opened the circuit: {Tripped}.")]
    private partial void LogFailed(string webhook, long sequence, string problem, bool tripped);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Sequence} for webhook {Webhook} could not be sent, or not be noted as sent; trying again.")]
    private partial void LogNotNoted(Exception exception, string webhook, long sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox cannot be read now.")]
    private partial void LogStorageDown(Exception exception);
}
