using System.Collections.Concurrent;
using System.Net;
using Switchroom.Server.Network;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Server.Network.SipFlows.Resolution;
using Switchroom.Sip;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>A phone to try dial-out with: it rings, answers or refuses as it was told, and says each step.</summary>
internal sealed class TryoutPhone : IDisposable
{
    private readonly TryoutOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<string> _say;
    private readonly SipThread _sip;
    private readonly ConcurrentDictionary<CallKey, TryoutMedia> _calls = new();
    private readonly CancellationTokenSource _ended = new();

    public TryoutPhone(TryoutOptions options, IPAddress address, TimeProvider clock, ILogger log, Action<string> say)
    {
        (_options, _clock, _say) = (options, clock, say);
        Address = address;
        _sip = new SipThread(
            new SipThreadOptions { Bind = [IPAddress.Any], Port = options.Port, TlsPort = null, Advertised = address },
            new SipEndpointOptions { ListeningPoints = [], Product = "Switchroom phone", IncomingRingLimit = TimeSpan.FromHours(1) },
            new SystemDns(),
            new SipThreadServices(clock, new CryptographicRandom(), log))
        {
            EventHandler = OnEvent,
        };
    }

    public IPAddress Address { get; }

    /// <summary>Whom to dial to reach it.</summary>
    public string Uri => $"sip:phone@{Address}:{_sip.ListeningPoints[0].AdvertisedPort}";

    public void Start() => _sip.Start();

    public void Dispose()
    {
        _ended.Cancel();
        _sip.Dispose();
        foreach (var call in _calls.Values)
        {
            call.Dispose();
        }
    }

    private void OnEvent(SipEvent happened)
    {
        switch (happened)
        {
            case IncomingCall call: OnCall(call); break;
            case OfferReceived offer: OnOffer(offer); break;
            case InfoReceived info when DtmfRelay.TryRead(info.Body, out var digit, out _): _say($"key {digit} (INFO)"); break;
            case CallEnded ended: OnEnded(ended); break;
        }
    }

    private void OnCall(IncomingCall call)
    {
        _say($"rings: {call.Request.From.Uri}");
        if (call.Offer is null)
        {
            _sip.Post(new RejectCall(call.Key, 488));
            return;
        }

        _sip.Post(new ProgressCall(call.Key));
        if (_options.Delay is { } delay)
        {
            _ = AnswerLaterAsync(call, delay);
        }
    }

    private async Task AnswerLaterAsync(IncomingCall call, TimeSpan delay)
    {
        await Task.Delay(delay, _clock, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        if (_options.Refusal is { } status)
        {
            _say($"refuses with {status}");
            _sip.Post(new RejectCall(call.Key, status));
            return;
        }

        var media = new TryoutMedia(_options, call.Offer!.Text, Address, _clock, digit => _say($"key {digit}"));
        if (media.Answer(out var problem) is not { } answer)
        {
            _say($"cannot talk: {problem}");
            media.Dispose();
            _sip.Post(new RejectCall(call.Key, 488));
            return;
        }

        _calls[call.Key] = media;
        _sip.Post(new AnswerCall(call.Key, SipBody.Sdp(answer)));
        media.Begin();
        _say("answers");
        if (_options.HangUpAfter is { } after)
        {
            await Task.Delay(after, _clock, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _sip.Post(new HangUp(call.Key));
        }
    }

    private void OnOffer(OfferReceived offer)
    {
        if (offer.Offer is { } body && _calls.TryGetValue(offer.Key, out var media) && media.AnswerAgain(body.Text, out _) is { } answer)
        {
            _sip.Post(new SendAnswer(offer.Key, SipBody.Sdp(answer)));
        }
        else
        {
            _sip.Post(new RefuseOffer(offer.Key));
        }
    }

    private void OnEnded(CallEnded ended)
    {
        if (_calls.TryRemove(ended.Key, out var media))
        {
            media.Dispose();
        }

        _say(ended.By == CallParty.Peer ? "the caller hung up" : "hung up");
    }
}
