using System.Collections.Immutable;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>What the connections of a room can carry: divided anew at an interval, and now and then told as each participant's connection quality.</summary>
internal sealed class RoomBandwidth(Room room, IReadOnlyDictionary<string, ParticipantMedia> participants)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private const int IntervalsPerJudgement = 10;

    private int _intervals;

    /// <summary>When <see cref="HandleDeadline"/> is wanted; null while no participant has connections.</summary>
    public TimeSpan? NextDeadline { get; private set; }

    /// <summary>A participant with connections has joined.</summary>
    public void Begin(TimeSpan now) => NextDeadline ??= now + Interval;

    /// <summary>Divides everybody's bandwidth when it is time to.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        if (NextDeadline is null || NextDeadline > now)
        {
            return;
        }

        NextDeadline = participants.Count > 0 ? now + Interval : null;
        var judges = ++_intervals % IntervalsPerJudgement == 0;
        var reports = ImmutableArray.CreateBuilder<ConnectionQualityReport>();
        foreach (var media in participants.Values)
        {
            Divide(media, now);
            if (judges)
            {
                Judge(media, reports);
            }
        }

        if (reports.Count > 0)
        {
            room.Tell(new ConnectionQualityChanged(room.Snapshot.RoomId, reports.ToImmutable()));
        }
    }

    /// <summary>Divides one participant's bandwidth: its estimate, or what it watches, has changed.</summary>
    public void Divide(ParticipantMedia media, TimeSpan now)
    {
        var changes = SubscriberBandwidth.Divide(media, now);
        if (changes.Length > 0)
        {
            room.Tell(new StreamStateChanged(room.Snapshot.RoomId, media.Participant.Id, changes));
        }
    }

    private static void Judge(ParticipantMedia media, ImmutableArray<ConnectionQualityReport>.Builder reports)
    {
        long packets = 0, lost = 0;
        foreach (var stream in media.Sources.SelectMany(source => source.Receive!.Streams))
        {
            packets += stream.Packets;
            lost += stream.Lost;
        }

        media.Score.Received(packets, lost);
        if (media.Score.Judge(media.IsConnected, out var quality, out var score))
        {
            reports.Add(new ConnectionQualityReport(media.Participant.Id, quality, score));
        }
    }
}
