using System.Collections.Immutable;
using Switchroom.Rooms.Forwarding;

namespace Switchroom.Rooms.Worker;

/// <summary>Divides one subscriber's bandwidth among its pictures and tells it which ones had to pause.</summary>
internal static class SubscriberBandwidth
{
    /// <summary>What a sound that is heard is counted with at most; it is never paused. Headers are about as much as what they carry.</summary>
    private const long AudioBitrate = 40_000;
    private const int AudioOverhead = 2;

    /// <summary>Part of the estimate that is given out: retransmissions and headers need the rest.</summary>
    private const double Share = 0.95;

    /// <summary>So much more than is wanted is looked for: probing ends a little below its aim, and the division keeps something to spare.</summary>
    private const double Margin = 1.1;

    /// <summary>Sets the layer of every picture; returns those whose pause changed.</summary>
    public static ImmutableArray<StreamState> Divide(ParticipantMedia media, TimeSpan now)
    {
        if (media.Subscriber is not { } subscriber)
        {
            return [];
        }

        var pictures = new List<Subscription>();
        var sounds = 0L;
        foreach (var subscription in media.Subscriptions.Values)
        {
            if (subscription.Source.IsVideo)
            {
                pictures.Add(subscription);
            }
            else
            {
                // Most of a large room is silent: who is not heard takes nothing from the pictures.
                sounds += Math.Min(AudioBitrate, AudioOverhead * subscription.Source.BitratesAt(now).Low);
            }
        }

        if (pictures.Count == 0)
        {
            subscriber.Connection.DesiredBitrate = 0;
            return [];
        }

        var demands = pictures.Select(picture => Demand(picture, now)).ToArray();
        var estimate = subscriber.Connection.TargetBitrate;
        var bandwidth = estimate <= 0 ? 0 : Math.Max(1, (long)(estimate * Share) - sounds);
        var chosen = new int[demands.Length];
        BandwidthAllocation.Divide(demands, bandwidth, chosen);
        var wanted = BandwidthAllocation.Wanting(demands, chosen);
        subscriber.Connection.DesiredBitrate = wanted == 0 ? 0 : (long)(((wanted * Margin) + sounds) / Share);
        if (wanted > 0)
        {
            media.Touch(subscriber); // a probe may be due
        }

        return Apply(pictures, chosen, now);
    }

    private static VideoDemand Demand(Subscription picture, TimeSpan now) => new()
    {
        Layers = picture.Source.BitratesAt(now),
        Wanted = picture.Source.Published.Snapshot.Muted ? -1 : picture.Wanted,
        Current = picture.Current,
        Priority = (picture.Settings.Priority * 2) + (picture.Source.Published.Snapshot.Source == Membership.TrackSource.ScreenShare ? 0 : 1),
    };

    private static ImmutableArray<StreamState> Apply(List<Subscription> pictures, int[] chosen, TimeSpan now)
    {
        var changes = ImmutableArray.CreateBuilder<StreamState>();
        for (var i = 0; i < chosen.Length; i++)
        {
            var picture = pictures[i];
            var isPaused = chosen[i] < 0 && picture.Wanted >= 0 && !picture.Source.Published.Snapshot.Muted;
            picture.SetLayer(chosen[i], now);
            if (isPaused != picture.IsPausedForBandwidth)
            {
                picture.IsPausedForBandwidth = isPaused;
                changes.Add(new StreamState(picture.Source.Published.Publisher.Id, picture.Source.Published.TrackId, isPaused));
            }
        }

        return changes.ToImmutable();
    }
}
