using System.Net;
using Switchroom.Rooms.Mixing;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.Rtp.Dtmf;
using Switchroom.Rtp.Jitter;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rooms.Phone;

/// <summary>
/// The media of one SIP leg, without IO: descriptions as text and datagrams in, events and datagrams out. It is a source and a listener of its room's mix.
/// </summary>
internal sealed class PhoneLeg : IMixSource, IMixListener, IDisposable
{
    private const int MaxReport = 512;
    private static readonly TimeSpan DiagnosisInterval = TimeSpan.FromSeconds(1);
    private readonly string _roomId;
    private readonly string _participantId;
    private readonly PhoneLegOptions _options;
    private readonly DatagramOutbox _outbox;
    private readonly SocketId _rtp;
    private readonly LegNegotiation _negotiation;
    private readonly LegProtection _protection = new();
    private readonly AudioPlayout _player = new(JitterBufferOptions.Default);
    private readonly LegReceiver _receiver;
    private readonly LegSender _sender;
    private readonly LegMouth _mouth;
    private readonly LegKeys _keys = new();
    private readonly LegEars _ears = new();
    private readonly LegReports _reports;
    private readonly LegHealth _health;
    private readonly Queue<WorkerEvent> _events = new();
    private TimeSpan? _established;
    private TimeSpan? _nextQuality;
    private bool _mediaStarted;
    private bool _heldByThem;

    /// <summary>Makes a leg; nothing happens before <see cref="Start"/>.</summary>
    public PhoneLeg(string roomId, string participantId, PhoneLegOptions options, DatagramOutbox outbox, Random random)
    {
        (_roomId, _participantId, _options, _outbox, _rtp) = (roomId, participantId, options, outbox, options.Rtp);
        _negotiation = new LegNegotiation(options, random);
        _receiver = new LegReceiver(_player, _protection, new LegIce(options.Rtp, outbox, random), new LegIce(options.Rtcp, outbox, random));
        _sender = new LegSender(options.Rtp, outbox, random, options.Timeline);
        _mouth = new LegMouth(_sender);
        _reports = new LegReports(_sender.Ssrc, random);
        _health = new LegHealth(options.MediaTimeout);
    }

    /// <summary>The room does not hear the phone.</summary>
    public bool Muted { get; set; }

    /// <summary>When <see cref="HandleDeadline"/> wants to be called.</summary>
    public TimeSpan? NextDeadline => Earliest(Earliest(_reports.NextReport, _receiver.NextDeadline), Earliest(_health.NextDeadline, _nextQuality));

    /// <inheritdoc/>
    public byte? LevelHint => IsHeard && _player.Codec is not null ? null : Media.Levels.AudioLevel.Silence;

    /// <inheritdoc/>
    public MixFormat? Format => IsListening && !_keys.FillsTheSound ? _mouth.Format : null;

    /// <inheritdoc/>
    public int ExpectedLoss => _reports.ExpectedLoss;

    private AudioAgreement? Agreement => _negotiation.Agreement;

    private bool IsHeard => !Muted && (_established is not null || _options.EarlyMediaToRoom);

    /// <summary>Not answered yet, and not to hear the room before it is.</summary>
    private bool IsEarly => _established is null && !_options.RoomBeforeAnswer;

    private bool IsListening => MaySend && !_negotiation.HoldsThem;

    private bool MaySend =>
        (_established is not null || _options.RoomBeforeAnswer) && Agreement?.Direction.HasFlag(MediaDirection.SendOnly) == true && _receiver.Rtp.Target is not null;

    /// <summary>Begins: answers <see cref="PhoneLegOptions.RemoteOffer"/>, or offers.</summary>
    public CommandResult Start(TimeSpan now) => HandleOffer(_options.RemoteOffer ?? "", now);

    /// <summary>The far end answered our offer.</summary>
    public CommandResult HandleAnswer(string sdp, TimeSpan now)
    {
        var result = _negotiation.TakeAnswer(sdp, out var isNews);
        if (result.IsDone && isNews)
        {
            Agree(now);
        }

        return result;
    }

    /// <summary>The far end offers, or with an empty body wants us to.</summary>
    public CommandResult HandleOffer(string sdp, TimeSpan now)
    {
        if (sdp.Length == 0)
        {
            return Offer();
        }

        var result = _negotiation.TakeOffer(sdp, out var answer);
        if (result.IsDone)
        {
            _events.Enqueue(new PhoneLocalAnswer(_roomId, _participantId, answer));
            Agree(now);
        }

        return result;
    }

    /// <summary>The call was answered.</summary>
    public void Establish(TimeSpan now)
    {
        _established ??= now;
        _nextQuality ??= _options.QualityInterval > TimeSpan.Zero ? now + _options.QualityInterval : null;
        _health.OnSign(MustSend, now);
        Report(now);
    }

    /// <summary>Puts the far end on hold or takes it back.</summary>
    public CommandResult Hold(bool onHold, TimeSpan now)
    {
        if (Agreement is null)
        {
            return CommandResult.Refused(CommandRefusal.WrongState, "Nothing is agreed on yet.");
        }

        _negotiation.Hold(onHold);
        _health.OnSign(MustSend, now);
        return Offer();
    }

    /// <summary>Sends keys, after those that still wait.</summary>
    public CommandResult StartDtmf(string digits, TimeSpan toneDuration, TimeSpan gap, TimeSpan now) => Agreement is null
        ? CommandResult.Refused(CommandRefusal.WrongState, "Nothing is agreed on yet.")
        : _keys.Enqueue(digits, toneDuration, gap);

    /// <summary>A datagram came to one of the leg's sockets.</summary>
    /// <returns>
    /// Whether <see cref="NextDeadline"/> may have come nearer without an event that tells of it. After sound it has not, and to look would cost nearly as much
    /// as the packet: what it depends on is spread over the whole leg.
    /// </returns>
    public bool HandleDatagram(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
        var onRtpPort = socket == _rtp;
        if (_receiver.IsCheck(datagram, onRtpPort))
        {
            if (_receiver.HandleCheck(datagram, from, onRtpPort, now))
            {
                _health.OnSign(MustSend, now);
            }

            return true;
        }

        if (!onRtpPort || RtpPacket.LooksLikeRtcp(datagram))
        {
            if (_receiver.HandleRtcp(datagram, from, onRtpPort, _reports, now))
            {
                _health.OnSign(MustSend, now);
            }

            return true;
        }

        if (!_receiver.HandleRtp(datagram, from, now, out var key))
        {
            return false;
        }

        _health.OnSign(MustSend, now);
        _reports.Start(now);
        if (!_mediaStarted)
        {
            _mediaStarted = true;
            _events.Enqueue(new PhoneMediaStarted(_roomId, _participantId, Early: _established is null));
        }

        if (key is { } pressed)
        {
            Tell(pressed);
        }

        return _receiver.IsKeyDown;
    }

    /// <summary>A deadline of <see cref="NextDeadline"/> has come.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        if (_receiver.HandleDeadline(now, out var key))
        {
            Tell(key);
        }

        if (_reports.NextReport <= now)
        {
            SendReport(now);
        }

        if (_health.IsDead(now))
        {
            var diagnosis = DiagnosisAt(now);
            _events.Enqueue(new PhoneMediaTimeout(_roomId, _participantId, diagnosis.Length > 0 ? diagnosis : "The far end stopped sending."));
        }

        if (_nextQuality <= now)
        {
            _nextQuality = now + (_options.QualityInterval > DiagnosisInterval ? _options.QualityInterval : DiagnosisInterval);
            _events.Enqueue(new PhoneQuality(_roomId, _participantId, Quality(now)));
        }
    }

    /// <summary>20 ms of media time begin; called before the mix reads and writes.</summary>
    public void Tick(TimeSpan now)
    {
        _sender.Tick();
        if (Agreement is not { } agreement || _receiver.Rtp.Target is not { } target)
        {
            return;
        }

        if (_keys.IsBusy)
        {
            // Keys are sound as well: a far end that holds us gets them when it is back.
            if (agreement.Direction.HasFlag(MediaDirection.SendOnly) && _keys.Tick(_sender, target, _protection.Send, agreement) is { } digits)
            {
                _events.Enqueue(new DtmfSent(_roomId, _participantId, digits));
            }
        }

        if (!_keys.FillsTheSound && (_negotiation.HoldsThem ? MaySend : IsEarly && agreement.Direction.HasFlag(MediaDirection.SendOnly)))
        {
            _mouth.TickInSilence(target, _protection.Send, agreement);
        }
    }

    /// <summary>For tests: what became of the far end's sound.</summary>
    public JitterCounters Playout => _player.Counters;

    /// <summary>For tests: why the latest datagram that was refused was.</summary>
    public LegRefusal LastRefusal => _receiver.LastRefusal;

    /// <summary>Whether <see cref="TryTakeEvent"/> has one.</summary>
    public bool HasEvents => _events.Count > 0;

    /// <summary>The next event.</summary>
    public bool TryTakeEvent(out WorkerEvent? taken) => _events.TryDequeue(out taken);

    /// <summary>The figures from the start to now.</summary>
    public PhoneLegQuality Quality(TimeSpan now) => LegQuality.Of(_receiver, _player, _sender, _reports, Agreement, DiagnosisAt(now));

    /// <summary>The leg ends: says goodbye, and gives the last figures.</summary>
    public void Close(TimeSpan now)
    {
        if (Agreement is { } agreement && _sender.Packets > 0)
        {
            Span<byte> buffer = stackalloc byte[MaxReport];
            SendRtcp(buffer, _reports.WriteGoodbye(buffer), agreement);
        }

        _events.Enqueue(new PhoneQuality(_roomId, _participantId, Quality(now)));
        _events.Enqueue(new PhoneLegClosed(_roomId, _participantId, _options.Rtp, _options.Rtcp));
    }

    /// <inheritdoc/>
    public int SampleRateFor(int roomRate) => _player.SampleRateFor(roomRate);

    /// <inheritdoc/>
    public SourceFrame Read(Span<short> samples, int sampleRate, TimeSpan now)
    {
        var frame = _player.Read(samples, sampleRate, now);
        if (_ears.Listen(samples, sampleRate) is { } key)
        {
            Tell(key);
        }

        if (IsHeard)
        {
            return frame;
        }

        samples.Clear();
        return SourceFrame.Silence;
    }

    /// <inheritdoc/>
    public void Skip(TimeSpan now)
    {
        // Keys in the sound must be found even when nobody hears it.
        if (_ears.IsListening && _player.Codec is not null)
        {
            var rate = _player.SampleRateFor(8000);
            Read(_ears.Scratch(rate), rate, now);
            return;
        }

        _player.Skip(now);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> payload, TimeSpan now)
    {
        if (payload.Length > 0 && Agreement is { } agreement && _receiver.Rtp.Target is { } target)
        {
            _mouth.Speak(target, _protection.Send, agreement, payload);
        }
    }

    /// <inheritdoc/>
    public void Silence(TimeSpan now)
    {
        if (Agreement is { } agreement && _receiver.Rtp.Target is { } target)
        {
            _mouth.KeepQuiet(target, _protection.Send, agreement);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _protection.Dispose();
        _player.Dispose();
        _keys.Dispose();
    }

    private bool MustSend =>
        _established is not null && !_negotiation.HoldsThem && Agreement is { } agreement && agreement.Direction == MediaDirection.SendRecv;

    private static TimeSpan? Earliest(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private CommandResult Offer()
    {
        _events.Enqueue(new PhoneOffer(_roomId, _participantId, _negotiation.Offer()));
        _receiver.Offer(_negotiation.OfferedIce);
        return CommandResult.Done;
    }

    private void Agree(TimeSpan now)
    {
        var agreement = Agreement!;
        var isNewCodec = _mouth.Format is null;
        var before = _mouth.Format;
        _protection.Use(agreement);
        _receiver.Use(agreement, now);
        _receiver.Offer(_negotiation.OfferedIce);
        _mouth.Use(agreement);
        _ears.Use(agreement);
        if (isNewCodec || before?.Encoding != _mouth.Format?.Encoding)
        {
            var name = LegQuality.NameOf(agreement);
            var isFallback = _options.AudioCodecs.Length > 0 && !name.StartsWith(_options.AudioCodecs[0] + "/", StringComparison.OrdinalIgnoreCase);
            _events.Enqueue(new PhoneCodecAgreed(_roomId, _participantId, name, isFallback, agreement.SendKey is not null));
        }

        if (agreement.HeldByThem != _heldByThem && !_negotiation.HoldsThem)
        {
            _heldByThem = agreement.HeldByThem;
            _events.Enqueue(new PhoneHeld(_roomId, _participantId, _heldByThem));
        }

        _health.OnSign(MustSend, now);
        Report(now);
    }

    // A report is due only where one can be made: before anything is agreed on there is nobody to send it to.
    private void Report(TimeSpan now)
    {
        if (_established is not null && Agreement is not null)
        {
            _reports.Start(now);
        }
    }

    private void Tell(ReceivedKey key) => _events.Enqueue(new DtmfReceived(_roomId, _participantId, key.Key, key.Duration));

    private void SendReport(TimeSpan now)
    {
        var agreement = Agreement!;
        Span<byte> buffer = stackalloc byte[MaxReport];
        var metrics = LegQuality.MetricsOf(_receiver, _player, _reports, agreement);
        var length = _reports.Write(buffer, _sender, agreement.Send.Codec.ClockRate, _receiver.Statistics, metrics, now);
        SendRtcp(buffer, length, agreement);
    }

    private void SendRtcp(ReadOnlySpan<byte> report, int length, AudioAgreement agreement)
    {
        if ((agreement.RtcpMux ? _receiver.Rtp : _receiver.Rtcp).Target is not { } target)
        {
            return;
        }

        var buffer = _outbox.Begin(length + SrtpProfiles.MaxOverhead);
        report[..length].CopyTo(buffer);
        if (_protection.Send is not { } session || session.TryProtectRtcp(buffer, length, out length))
        {
            _outbox.Commit(agreement.RtcpMux ? _options.Rtp : _options.Rtcp, target, length);
        }
    }

    private string DiagnosisAt(TimeSpan now)
    {
        if (_established is not { } since)
        {
            return "";
        }

        return LegHealth.Diagnose(new LegHealth.Evidence
        {
            SinceEstablished = now - since,
            MaySend = IsListening,
            MayReceive = MustSend,
            Sent = _sender.Packets,
            Received = _receiver.PacketsBefore + (_receiver.Statistics?.Received ?? 0),
            Refused = _receiver.Refused,
            Refusal = _receiver.LastRefusal,
            RefusedFrom = _receiver.LastRefusedFrom,
            Signalled = _receiver.Rtp.Signalled,
            Target = _receiver.Rtp.Target,
            AwaitsChecks = _receiver.AwaitsChecks,
            OnUs = _reports.OnUs,
        });
    }
}
