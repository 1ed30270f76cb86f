using System.Net;
using Switchroom.Media.Codecs;
using Switchroom.Media.Tones;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.Rtp.Dtmf;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rooms.Phone;

/// <summary>Keys that a leg sends: as telephone events where the far end takes them, else as tones in the sound.</summary>
internal sealed class LegKeys : IDisposable
{
    /// <summary>Commands that may wait.</summary>
    public const int MaxQueue = 16;

    private readonly Queue<(string Digits, IReadOnlyList<DialStep> Steps, TimeSpan Tone, TimeSpan Gap)> _queue = new();
    private DtmfSender? _events;
    private DtmfGenerator? _tones;
    private AudioEncoder? _encoder;
    private short[] _samples = [];
    private string? _sending;
    private int _pauseTicks;
    private Queue<DialStep> _steps = new();
    private (TimeSpan Tone, TimeSpan Gap) _timing;
    private (string Codec, int? EventsClock) _format;
    private char? _unsent;

    /// <summary>Whether keys are being sent or waited for.</summary>
    public bool IsBusy => _sending is not null || _queue.Count > 0;

    /// <summary>Whether the sound is that of keys alone. In the pauses that a dial string asks for, which may be long, the room is heard.</summary>
    public bool FillsTheSound => IsBusy && _pauseTicks == 0;

    public CommandResult Enqueue(string digits, TimeSpan tone, TimeSpan gap)
    {
        if (!DialString.TryParse(digits, out var steps, out var refusal))
        {
            return CommandResult.Refused(CommandRefusal.BadArgument, refusal);
        }

        if (tone < DtmfSender.MinDuration || tone > DtmfSender.MaxDuration || gap < DtmfSender.MinGap)
        {
            return CommandResult.Refused(CommandRefusal.BadArgument, "A key lasts 50 to 2000 ms and the gap between keys at least 40 ms.");
        }

        if (_queue.Count >= MaxQueue)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"At most {MaxQueue} dial strings may wait.");
        }

        _queue.Enqueue((digits, steps, tone, gap));
        return CommandResult.Done;
    }

    /// <summary>One tick.</summary>
    /// <returns>The dial string that ended with it; null when none did.</returns>
    public string? Tick(LegSender sender, IPEndPoint to, SrtpSession? protection, AudioAgreement agreement)
    {
        if (_sending is null && !TryStart(agreement))
        {
            return null;
        }

        if (_format != FormatOf(agreement))
        {
            Prepare(agreement);
        }

        if (_pauseTicks > 0)
        {
            _pauseTicks--;
        }
        else if (_events is not null)
        {
            _unsent = null;
            SendEvents(sender, to, protection, agreement.SendEvents!);
        }
        else
        {
            _unsent = null;
            SendTones(sender, to, protection, agreement.Send);
        }

        if (_pauseTicks > 0 || _events?.IsBusy == true || _tones?.IsIdle == false || TryNextStep())
        {
            return null;
        }

        var done = _sending;
        _sending = null;
        return done;
    }

    public void Dispose() => _encoder?.Dispose();

    private bool TryStart(AudioAgreement agreement)
    {
        if (!_queue.TryDequeue(out var next))
        {
            return false;
        }

        (_sending, _steps, _timing) = (next.Digits, new Queue<DialStep>(next.Steps), (next.Tone, next.Gap));
        Prepare(agreement);
        TryNextStep();
        return true;
    }

    private static (string Codec, int? EventsClock) FormatOf(AudioAgreement agreement) => (agreement.Send.Codec.Name, agreement.SendEvents?.Codec.ClockRate);

    /// <summary>Gets ready to send in what was agreed on. Of a key that was agreed on otherwise in its midst no more is sent: it would be a second one.</summary>
    private void Prepare(AudioAgreement agreement)
    {
        _format = FormatOf(agreement);
        _events = agreement.SendEvents is { } events ? new DtmfSender(events.Codec.ClockRate) : null;
        if (_events is null)
        {
            var codec = AudioCodec.All.First(codec => codec.EncodingName.Equals(agreement.Send.Codec.Name, StringComparison.OrdinalIgnoreCase));
            _encoder?.Dispose();
            _encoder = codec.CreateEncoder(codec.SampleRate);
            _tones = new DtmfGenerator(codec.SampleRate);
            _samples = new short[codec.SampleRate * LegSender.TickMilliseconds / 1000];
        }
        else
        {
            _tones = null;
        }

        if (_unsent is { } key)
        {
            Press(key);
        }
    }

    private bool TryNextStep()
    {
        if (!_steps.TryDequeue(out var step))
        {
            return false;
        }

        _pauseTicks = (int)(step.Pause.TotalMilliseconds / LegSender.TickMilliseconds);
        if (step.Key is { } key)
        {
            Press(key);
        }

        return true;
    }

    private void Press(char key)
    {
        _events?.TryEnqueue(key, _timing.Tone, _timing.Gap);
        _tones?.TryEnqueue(key, _timing.Tone, _timing.Gap);
        _unsent = key;
    }

    private void SendEvents(LegSender sender, IPEndPoint to, SrtpSession? protection, AudioFormat format)
    {
        var clock = format.Codec.ClockRate;
        Span<byte> payload = stackalloc byte[TelephoneEvent.Length];
        Span<DtmfPacket> packets = stackalloc DtmfPacket[DtmfSender.MaxPacketsPerTick];
        var count = _events!.Tick(sender.Timestamp(clock), clock * LegSender.TickMilliseconds / 1000, packets);
        for (var i = 0; i < count; i++)
        {
            var packet = packets[i];
            packet.Event.Write(payload);
            sender.SendAt(to, protection, new RtpHeader(format.PayloadType, 0, packet.Timestamp, default, packet.Marker), payload);
        }
    }

    private void SendTones(LegSender sender, IPEndPoint to, SrtpSession? protection, AudioFormat format)
    {
        _tones!.Fill(_samples);
        Span<byte> payload = stackalloc byte[AudioEncoder.MaxPayloadBytes];
        var length = _encoder!.Encode(_samples, payload);
        if (length > 0)
        {
            sender.SendSound(to, protection, format.PayloadType, payload[..length], new(LegSender.TickMilliseconds, format.Codec.ClockRate));
        }
    }
}
