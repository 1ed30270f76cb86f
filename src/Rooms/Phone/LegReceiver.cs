using System.Net;
using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp;
using Switchroom.Rtp.Dtmf;
using Switchroom.Rtp.Jitter;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Reception;
using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Ice;

namespace Switchroom.Rooms.Phone;

/// <summary>Datagrams that come to a leg, from the wire to the player: unprotected, checked, latched, counted.</summary>
internal sealed class LegReceiver(AudioPlayout player, LegProtection protection, LegIce rtpIce, LegIce rtcpIce)
{
    /// <summary>The longest datagram taken.</summary>
    public const int MaxDatagram = 2048;

    /// <summary>After another source spoke, one that fell silent before is not taken back for this long.</summary>
    private static readonly TimeSpan Retirement = TimeSpan.FromSeconds(2);

    /// <summary>What was agreed on before still comes for so long: the far end may not have read our answer yet (RFC 3264 section 8.3.2).</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(3);

    // The number that comfort noise has, and the one that gateways gave it before.
    private static readonly AudioFormat[] Noises = [new(AudioEncoding.ComfortNoise, PayloadType.ComfortNoise), new(AudioEncoding.ComfortNoise, new PayloadType(19))];

    private AudioAgreement? _agreement;
    private AudioAgreement? _former;
    private TimeSpan _formerUntil;
    private AudioFormat? _format;
    private AudioCodec? _codec;
    private DtmfReceiver? _keys;
    private int _keysClock;
    private Ssrc? _retired;
    private TimeSpan _retiredUntil;
    private PacketBudget _budget;

    /// <summary>Where RTP comes from.</summary>
    public SourceLatch Rtp { get; } = new(rtpIce);

    /// <summary>Where RTCP comes from, when it has a port of its own.</summary>
    public SourceLatch Rtcp { get; } = new(rtcpIce);

    /// <summary>What is counted of the present source; null before the first packet.</summary>
    public ReceptionStatistics? Statistics { get; private set; }

    /// <summary>Packets of sources before the present one.</summary>
    public long PacketsBefore { get; private set; }

    /// <summary>Losses of sources before the present one.</summary>
    public long LostBefore { get; private set; }

    /// <summary>Payload octets.</summary>
    public long Octets { get; private set; }

    /// <summary>Datagrams not used.</summary>
    public long Refused { get; private set; }

    /// <summary>Why the latest was not.</summary>
    public LegRefusal LastRefusal { get; private set; }

    /// <summary>Where it came from.</summary>
    public IPEndPoint? LastRefusedFrom { get; private set; }

    /// <summary>When anything of the far end was last taken.</summary>
    public TimeSpan? LastHeard { get; private set; }

    /// <summary>The far end does ICE and has not proven yet where it is.</summary>
    public bool AwaitsChecks => rtpIce is { IsAgreed: true, Nominated: null };

    /// <summary>A key has begun whose end has not come.</summary>
    public bool IsKeyDown => _keys?.NextDeadline is not null;

    /// <summary>When a key whose end was lost ends, or a path of ICE ages out.</summary>
    public TimeSpan? NextDeadline => Earliest(_keys?.NextDeadline, Earliest(rtpIce.NextDeadline, rtcpIce.NextDeadline));

    /// <summary>Our ICE credentials in an offer that may be answered yet; null when there is no such offer.</summary>
    public void Offer(IceCredentials? credentials)
    {
        rtpIce.Offer(credentials);
        rtcpIce.Offer(credentials);
    }

    /// <summary>Follows what was agreed on; <see cref="Offer"/> comes after it.</summary>
    public void Use(AudioAgreement agreement, TimeSpan now)
    {
        (_former, _formerUntil) = (_agreement, now + Overlap);
        (_agreement, _format, _codec) = (agreement, null, null);
        rtpIce.Use(agreement.Ice);
        rtcpIce.Use(agreement.RtcpMux ? null : agreement.Ice);
        Rtp.Expect(agreement.Remote);
        Rtcp.Expect(agreement.RemoteRtcp);
    }

    /// <summary>Whether a datagram is for <see cref="HandleCheck"/>.</summary>
    public bool IsCheck(ReadOnlySpan<byte> datagram, bool onRtpPort) => (onRtpPort ? rtpIce : rtcpIce).Takes(datagram);

    /// <summary>Takes a STUN datagram of the far end's ICE; false when it proves nothing.</summary>
    public bool HandleCheck(ReadOnlySpan<byte> datagram, IPEndPoint from, bool onRtpPort, TimeSpan now)
    {
        switch ((onRtpPort ? rtpIce : rtcpIce).Handle(datagram, from, now))
        {
            case IceCheckOutcome.NewPath or IceCheckOutcome.Confirmed:
                LastHeard = now;
                return true;
            case IceCheckOutcome.KeepAlive:
                return false;
            default:
                return Refuse(LegRefusal.NotAuthentic, from);
        }
    }

    /// <summary>Takes an RTP datagram.</summary>
    /// <param name="datagram">The bytes.</param>
    /// <param name="from">Their source.</param>
    /// <param name="now">The time.</param>
    /// <param name="key">The key that ended with it, if one did.</param>
    public bool HandleRtp(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now, out ReceivedKey? key)
    {
        key = null;
        if (_agreement is null)
        {
            return Refuse(LegRefusal.NothingAgreed, from);
        }

        if (protection.Receive is not { } session)
        {
            return HandlePlain(datagram, from, now, out key);
        }

        if (datagram.Length > MaxDatagram)
        {
            return Refuse(LegRefusal.Malformed, from);
        }

        Span<byte> plain = stackalloc byte[datagram.Length];
        datagram.CopyTo(plain);
        return session.TryUnprotect(plain, plain.Length, out var length)
            ? HandlePlain(plain[..length], from, now, out key)
            : Refuse(LegRefusal.NotAuthentic, from);
    }

    /// <summary>Takes an RTCP datagram: unprotected and latched it goes to <paramref name="reports"/>.</summary>
    /// <returns>False when it is refused, or <paramref name="reports"/> can make nothing of it.</returns>
    public bool HandleRtcp(ReadOnlySpan<byte> datagram, IPEndPoint from, bool onRtpPort, LegReports reports, TimeSpan now)
    {
        if (_agreement is null || datagram.Length > MaxDatagram)
        {
            return Refuse(_agreement is null ? LegRefusal.NothingAgreed : LegRefusal.Malformed, from);
        }

        if (protection.Receive is not { } session)
        {
            // Reports alone do not show where sound comes from: on the RTP port they must come from where it does.
            return (onRtpPort ? from.Equals(Rtp.Target) : Rtcp.Admit(from, isProven: false, now))
                ? HandleReport(datagram, reports, now)
                : Refuse(LegRefusal.WrongSource, from);
        }

        Span<byte> plain = stackalloc byte[datagram.Length];
        datagram.CopyTo(plain);
        if (!session.TryUnprotectRtcp(plain, plain.Length, out var length))
        {
            return Refuse(LegRefusal.NotAuthentic, from);
        }

        (onRtpPort ? Rtp : Rtcp).Admit(from, isProven: true, now);
        return HandleReport(plain[..length], reports, now);
    }

    /// <summary>Ends a key whose packets stopped coming, and forgets paths whose checks did.</summary>
    public bool HandleDeadline(TimeSpan now, out ReceivedKey key)
    {
        rtpIce.HandleDeadline(now);
        rtcpIce.HandleDeadline(now);
        key = default;
        return _keys?.HandleDeadline(now, out key) == true;
    }

    private bool HandlePlain(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now, out ReceivedKey? key)
    {
        key = null;
        if (!RtpPacket.TryParse(datagram, out var packet))
        {
            return Refuse(LegRefusal.Malformed, from);
        }

        if (_former is not null && now >= _formerUntil)
        {
            (_former, _format) = (null, null);
        }

        if (FormatOf(packet.PayloadType) is not { } format)
        {
            return Refuse(LegRefusal.WrongPayloadType, from);
        }

        // Gateways that take keys out of the sound may send them as a source of their own, beside the speaker's.
        var isKeyOfAnother = IsEvent(format) && Statistics is { } speaker && packet.Ssrc != speaker.Source;
        if (!Rtp.Admit(from, protection.Receive is not null, now) || (packet.Ssrc == _retired && now < _retiredUntil && !isKeyOfAnother))
        {
            return Refuse(LegRefusal.WrongSource, from);
        }

        LastHeard = now;
        if (!_budget.TrySpend(now))
        {
            return Refuse(LegRefusal.TooMany, from);
        }

        if (isKeyOfAnother)
        {
            Octets += packet.Payload.Length;
            key = HandleEvent(packet, format, now);
            return true;
        }

        if (CountPacket(packet, format, now) == SequenceVerdict.Stray)
        {
            return Refuse(LegRefusal.OutOfSequence, from);
        }

        Octets += packet.Payload.Length;
        if (!Play(packet, format, now))
        {
            return Refuse(LegRefusal.Malformed, from);
        }

        key = IsEvent(format) ? HandleEvent(packet, format, now) : null;
        return true;
    }

    private bool HandleReport(ReadOnlySpan<byte> datagram, LegReports reports, TimeSpan now)
    {
        LastHeard = now;
        return reports.Handle(datagram, Statistics, now);
    }

    private AudioFormat? FormatOf(PayloadType type)
    {
        if (_format?.PayloadType == type)
        {
            return _format;
        }

        if ((_agreement!.FormatOf(type) ?? _former?.FormatOf(type) ?? NoiseOf(type)) is not { } format)
        {
            return null;
        }

        _codec = AudioCodec.TryFind(format.Codec.Name, format.Codec.ClockRate, out var codec) ? codec : null;
        return _format = format;
    }

    // Gateways send comfort noise that nobody agreed to; refused, it would be missing in the sequence, and a caller who is silent taken for dead.
    private AudioFormat? NoiseOf(PayloadType type)
    {
        if (_agreement!.Send.Codec.ClockRate != AudioEncoding.ComfortNoise.ClockRate)
        {
            return null;
        }

        return type == Noises[0].PayloadType ? Noises[0] : type == Noises[1].PayloadType ? Noises[1] : null;
    }

    /// <summary>Hands a packet to the player; false when its payload is of no use.</summary>
    private bool Play(in RtpPacket packet, AudioFormat format, TimeSpan now)
    {
        if (IsEvent(format))
        {
            player.InsertPlaceholder(packet.SequenceNumber, packet.Timestamp, now);
            return true;
        }

        if (format.Codec.IsComfortNoise)
        {
            player.InsertComfortNoise(packet.SequenceNumber, packet.Timestamp, packet.Payload, now);
            return true;
        }

        return _codec is not null && player.Insert(_codec, packet.SequenceNumber, packet.Timestamp, packet.Payload, now) != InsertVerdict.TooLong;
    }

    private SequenceVerdict CountPacket(in RtpPacket packet, AudioFormat format, TimeSpan now)
    {
        if (Statistics?.Source != packet.Ssrc)
        {
            if (Statistics is { } before)
            {
                (_retired, _retiredUntil) = (before.Source, now + Retirement);
                PacketsBefore += before.Received;
                LostBefore += before.Lost;
                player.Reset();
            }

            Statistics = new ReceptionStatistics(packet.Ssrc, format.Codec.ClockRate);
        }

        else if (Statistics.ClockRate != format.Codec.ClockRate && _codec is not null)
        {
            Statistics.ChangeClock(format.Codec.ClockRate);
        }

        return Statistics.OnPacket(packet.SequenceNumber, packet.Timestamp, now, isTimed: !IsEvent(format));
    }

    private static TimeSpan? Earliest(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private static bool IsEvent(AudioFormat format) => format.Codec.IsTelephoneEvent;

    private ReceivedKey? HandleEvent(in RtpPacket packet, AudioFormat format, TimeSpan now)
    {
        if (_keys is null || _keysClock != format.Codec.ClockRate)
        {
            (_keys, _keysClock) = (new DtmfReceiver(format.Codec.ClockRate), format.Codec.ClockRate);
        }

        return TelephoneEvent.TryRead(packet.Payload, out var read) && _keys.Handle(read, packet.Timestamp, packet.Marker, now, out var key) ? key : null;
    }

    private bool Refuse(LegRefusal refusal, IPEndPoint from)
    {
        Refused++;
        (LastRefusal, LastRefusedFrom) = (refusal, from);
        return false;
    }
}
