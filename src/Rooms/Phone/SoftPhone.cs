using System.Net;
using Switchroom.Rooms.Mixing;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Phone;

/// <summary>
/// The media of a phone that was called, as an engine without IO: it answers an offer, and then says a sound or echoes what it hears.
/// Built from the very parts that a room's phone legs are built from: a leg, and a mix with one listener.
/// </summary>
public sealed class SoftPhone : IDisposable
{
    private const string Id = "phone";
    private static readonly TimeSpan TickLength = TimeSpan.FromMilliseconds(20);

    private readonly DatagramOutbox _outbox = new();
    private readonly RoomMix _mix = new(maxTalkers: 1);
    private readonly PhoneLeg _leg;
    private TimeSpan? _nextTick;

    /// <summary>A phone with an offer to answer.</summary>
    /// <param name="options">Sockets, codecs, encryption, and the offer in <see cref="PhoneLegOptions.RemoteOffer"/>.</param>
    /// <param name="sound">What it says.</param>
    /// <param name="random">Source of SSRCs and keys.</param>
    public SoftPhone(PhoneLegOptions options, SoftPhoneSound sound, Random random)
    {
        _leg = new PhoneLeg(Id, Id, options, _outbox, random);
        _mix.AddListener(Id, _leg, ownSource: null);
        if (SourceOf(sound) is { } source)
        {
            _mix.AddSource("sound", source, publish: null);
        }
    }

    /// <summary>When <see cref="HandleDeadline"/> is wanted next; null before <see cref="Establish"/>.</summary>
    public TimeSpan? NextDeadline => _leg.NextDeadline is { } due && (_nextTick is null || due < _nextTick) ? due : _nextTick;

    /// <summary>Answers the offer: a <see cref="PhoneLocalAnswer"/> follows, or the result says why not.</summary>
    public CommandResult Start(TimeSpan now) => _leg.Start(now);

    /// <summary>Takes another offer within the call; a <see cref="PhoneLocalAnswer"/> follows.</summary>
    public CommandResult HandleOffer(string sdp, TimeSpan now) => _leg.HandleOffer(sdp, now);

    /// <summary>The call was answered: sound begins.</summary>
    public void Establish(TimeSpan now)
    {
        _leg.Establish(now);
        _nextTick ??= now;
    }

    /// <summary>Bytes came to one of the sockets.</summary>
    public void HandleDatagram(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now) => _leg.HandleDatagram(socket, datagram, from, now);

    /// <summary>A deadline has come.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        if (_leg.NextDeadline <= now)
        {
            _leg.HandleDeadline(now);
        }

        while (_nextTick <= now)
        {
            _leg.Tick(now);
            _mix.Tick(now);
            _nextTick += TickLength;
        }
    }

    /// <summary>The next datagram to send; its bytes are valid until the next input.</summary>
    public bool TryTakeDatagram(out WorkerDatagram datagram) => _outbox.TryTake(out datagram);

    /// <summary>The next event: answers, keys that were pressed, quality.</summary>
    public bool TryTakeEvent(out WorkerEvent? happened) => _leg.TryTakeEvent(out happened);

    /// <inheritdoc/>
    public void Dispose()
    {
        _mix.Dispose();
        _leg.Dispose();
    }

    private IMixSource? SourceOf(SoftPhoneSound sound) => sound switch
    {
        SoftPhoneSound.Echo => _leg,
        SoftPhoneSound.Tone tone => RecordedSource.OfTone(tone.Hertz),
        SoftPhoneSound.Recording recording => new RecordedSource(recording.SampleRate, recording.Samples),
        _ => null,
    };
}
