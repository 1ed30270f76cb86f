using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.WebRtc.Media;

namespace Switchroom.Rooms.Forwarding;

/// <summary>One track on its way to one subscriber: carries out what its forwarder decides.</summary>
internal sealed class Subscription
{
    private const int LoggedPackets = 512;

    private readonly AudioForwarder _audio = new();
    private readonly VideoForwarder _video = new();
    private readonly SentLog? _log;
    private readonly KeyFrameBudget? _keyFrames;
    private NegotiatedCodec? _codecIn;
    private NegotiatedCodec? _codecOut;

    public Subscription(SourceTrack source, Peer subscriber, SendTrack send)
    {
        Source = source;
        Subscriber = subscriber;
        Send = send;
        Send.Tag = this;
        (_log, _keyFrames) = source.IsVideo ? (new SentLog(LoggedPackets), source.KeyFramesFor(subscriber.Owner)) : default;
        _video.SetTarget(source.IsVideo ? 0 : null);
    }

    public SourceTrack Source { get; }

    public Peer Subscriber { get; }

    public SendTrack Send { get; }

    /// <summary>How the subscriber shows it.</summary>
    public TrackSettings Settings { get; set; } = new();

    /// <summary>True once the subscriber was told that its bandwidth does not carry the picture.</summary>
    public bool IsPausedForBandwidth { get; set; }

    /// <summary>The layer sent now; -1 for none.</summary>
    public int Current => _video.Current is not { } stream ? -1 : Source.IsScalable ? Math.Min(_video.Spatial, Source.HighestRank) : stream;

    /// <summary>The highest layer wanted; -1 for none.</summary>
    public int Wanted => LayerChoice.Wanted(Settings, Source.Published.Snapshot.Layers, Source.HighestRank);

    /// <summary>The payload types may have changed with a description.</summary>
    public void Renegotiated() => _codecIn = null;

    /// <summary>Sets the layer to send, -1 to pause; of its temporal layers as many go along as the frame rate shown needs.</summary>
    public void SetLayer(int layer, TimeSpan now)
    {
        if (layer < 0)
        {
            _video.SetTarget(null);
            return;
        }

        var stream = Source.IsScalable ? 0 : layer;
        _video.SetTarget(
            stream,
            Source.LayerOf(stream)?.TemporalLayerFor(Settings.Fps, now) ?? VideoForwarder.AllLayers,
            Source.IsScalable && layer < Source.HighestRank ? layer : VideoForwarder.AllLayers);
    }

    public void Forward(in SourcePacket packet)
    {
        if (!Send.IsActive || OutgoingCodec(packet.Codec) is not { } codec)
        {
            return;
        }

        if (Source.IsVideo)
        {
            ForwardVideo(packet, codec);
        }
        else
        {
            ForwardAudio(packet, codec);
        }
    }

    /// <summary>A packet of a muted track. A picture needs no count: it goes on at a key frame, under the next number.</summary>
    public void LeaveOut(in SourcePacket packet)
    {
        if (!Source.IsVideo)
        {
            _audio.Decide(packet.SequenceNumber, packet.Timestamp, isPadding: true, packet.Layer.Clock, packet.ArrivedAt);
        }
    }

    /// <summary>The subscriber lost its picture: its layer's publisher must start over.</summary>
    public void RequestKeyFrame(TimeSpan now)
    {
        if ((_video.Current ?? _video.Target) is { } rank && Source.LayerOf(rank) is { } layer)
        {
            Source.RequestKeyFrame(layer, _keyFrames!, now);
        }
    }

    /// <summary>Sends packets again that the subscriber misses; says how many.</summary>
    public int Resend(ReadOnlySpan<ushort> sequenceNumbers, TimeSpan now)
    {
        var resent = 0;
        foreach (var sequenceNumber in sequenceNumbers)
        {
            if (_log is not null && _log.TryTakeForResend(sequenceNumber, now, out var sent) && Resend(sent, now))
            {
                resent++;
            }
        }

        return resent;
    }

    /// <summary>The publisher's clock, told on in the subscriber's numbers.</summary>
    public void SetClock(SourceLayer layer, uint timestamp, TimeSpan at)
    {
        if (Send.IsActive && (!Source.IsVideo || _video.Current == layer.Rank))
        {
            Subscriber.Connection.SetSenderClock(Send, Source.IsVideo ? _video.TimestampOf(timestamp) : _audio.TimestampOf(timestamp), at);
        }
    }

    private void ForwardVideo(in SourcePacket packet, NegotiatedCodec codec)
    {
        var layer = packet.Layer;
        var decision = _video.Decide(new MediaPacket
        {
            Layer = layer.Rank,
            SequenceNumber = packet.SequenceNumber,
            Timestamp = packet.Timestamp,
            Codec = layer.KindOf(packet.Codec),
            Payload = packet.Payload,
            Position = packet.Position,
            Clock = layer.Clock,
            ArrivedAt = packet.ArrivedAt,
        });
        if (!decision.IsSent)
        {
            if (decision.WantsKeyFrame)
            {
                Source.RequestKeyFrame(layer, _keyFrames!, packet.ArrivedAt);
            }

            return;
        }

        Span<byte> descriptor = stackalloc byte[Vp8Descriptor.MaxLength];
        var length = decision.ReplacesDescriptor ? decision.Descriptor.Write(descriptor) : 0;
        var departure = new RtpDeparture
        {
            PayloadType = codec.PayloadType,
            Marker = packet.Marker || decision.EndsPicture,
            SequenceNumber = decision.SequenceNumber,
            Timestamp = decision.Timestamp,
            Prefix = descriptor[..length],
            Payload = packet.Payload[decision.Descriptor.Length..],
            DependencyDescriptor = packet.DependencyDescriptor,
        };
        if (Transmit(departure, packet.ArrivedAt))
        {
            _log!.Add(new SentPacket(
                decision.SequenceNumber, decision.Timestamp, (byte)layer.Rank, packet.SequenceNumber, decision.Descriptor, codec.PayloadType)
            {
                EndsPicture = decision.EndsPicture,
            });
        }
    }

    private void ForwardAudio(in SourcePacket packet, NegotiatedCodec codec)
    {
        var payload = packet.Payload;
        var payloadType = codec.PayloadType;
        if (packet.IsRed && codec.RedPayloadType is { } red)
        {
            payloadType = red;
        }
        else if (packet.IsRed && !RedundantAudio.TryReadPrimary(payload, out payload))
        {
            payload = default;
        }

        var decision = _audio.Decide(packet.SequenceNumber, packet.Timestamp, payload.IsEmpty, packet.Layer.Clock, packet.ArrivedAt);
        if (decision.IsSent)
        {
            Transmit(
                new RtpDeparture
                {
                    PayloadType = payloadType,
                    Marker = packet.Marker,
                    SequenceNumber = decision.SequenceNumber,
                    Timestamp = decision.Timestamp,
                    Payload = payload,
                    AudioLevel = packet.AudioLevel,
                    VoiceActivity = packet.VoiceActivity,
                },
                packet.ArrivedAt);
        }
    }

    private bool Transmit(in RtpDeparture departure, TimeSpan now)
    {
        if (!Subscriber.Connection.SendRtp(Send, departure, now))
        {
            return false;
        }

        if (Subscriber.Connection.IsPacing)
        {
            Subscriber.Owner.Touch(Subscriber);
        }

        Subscriber.Owner.CountForwarded();
        return true;
    }

    private bool Resend(in SentPacket sent, TimeSpan now)
    {
        if (Source.LayerOf(sent.Layer)?.Cache is not { } cache || !cache.TryGet(sent.SourceSequenceNumber, out var packet))
        {
            return false;
        }

        Span<byte> descriptor = stackalloc byte[Vp8Descriptor.MaxLength];
        var length = sent.Descriptor.Length > 0 ? sent.Descriptor.Write(descriptor) : 0;
        return Subscriber.Connection.SendRtx(
            Send,
            new RtpDeparture
            {
                PayloadType = sent.PayloadType,
                Marker = packet.Marker || sent.EndsPicture,
                SequenceNumber = sent.SequenceNumber,
                Timestamp = sent.Timestamp,
                Prefix = descriptor[..length],
                Payload = packet.Payload[sent.Descriptor.Length..],
                DependencyDescriptor = packet.DependencyDescriptor,
            },
            now);
    }

    /// <summary>How the subscriber numbers the publisher's codec; null when it does not take it.</summary>
    private NegotiatedCodec? OutgoingCodec(NegotiatedCodec incoming)
    {
        if (!ReferenceEquals(incoming, _codecIn))
        {
            _codecIn = incoming;
            _codecOut = FindCodec(incoming.Codec);
        }

        return _codecOut;
    }

    private NegotiatedCodec? FindCodec(MediaCodec incoming) =>
        Send.Codecs.FirstOrDefault(codec => codec.Codec == incoming)
        ?? Send.Codecs.FirstOrDefault(codec => codec.Codec.MimeType.Equals(incoming.MimeType, StringComparison.OrdinalIgnoreCase));
}
