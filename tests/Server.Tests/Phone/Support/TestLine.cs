using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Switchroom.Server.Network;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Server.Network.SipFlows.Resolution;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.TestKit.Sip;

namespace Switchroom.Server.Tests.Phone.Support;

/// <summary>A phone on real sockets that the test plays: SIP over UDP, PCMU. It takes each re-INVITE unless told otherwise.</summary>
internal sealed partial class TestLine : IDisposable
{
    private readonly SipThread _thread;
    private readonly SipEventLog _log = new();
    private readonly ConcurrentDictionary<CallKey, bool> _known = new();

    public TestLine()
    {
        _thread = new SipThread(
            new SipThreadOptions { Bind = [IPAddress.Loopback], Port = 0, TlsPort = null },
            new SipEndpointOptions { ListeningPoints = [] },
            new SystemDns(),
            new SipThreadServices(TimeProvider.System, new CryptographicRandom(), NullLogger.Instance)) { EventHandler = Take };
        _thread.Start();
    }

    public TestSound Sound { get; } = new();

    public string Uri => $"sip:phone@127.0.0.1:{Port}";

    public int Port => _thread.ListeningPoints[0].Bound.Port;

    /// <summary>Status that re-INVITEs are refused with; null takes them.</summary>
    public int? RefusesOffers { get; set; }

    /// <summary>Whether a call that comes rings at once.</summary>
    public bool Rings { get; set; } = true;

    /// <summary>Calls that ever came.</summary>
    public int Calls => _known.Count;

    public void Post(SipCommand command) => _thread.Post(command);

    /// <summary>The next call that rings here.</summary>
    public Task<IncomingCall> RingAsync() => ExpectAsync<IncomingCall>();

    /// <summary>Takes the next call and answers it.</summary>
    public async Task<CallKey> AnswerAsync()
    {
        var call = await RingAsync();
        Answer(call);
        return call.Key;
    }

    public void Answer(IncomingCall call) => Post(new AnswerCall(call.Key, SipBody.Sdp(AnswerTo(call.Offer!.Text))));

    /// <summary>Answers as RFC 3262 allows: the description is in a reliable 183, and the 200 has none.</summary>
    public void AnswerWithoutDescription(IncomingCall call)
    {
        Post(new ProgressCall(call.Key, 183, SipBody.Sdp(AnswerTo(call.Offer!.Text)), Reliable: true));
        Post(new AnswerCall(call.Key, null));
    }

    /// <summary>Waits for the next event of a kind and takes it; those of other kinds stay.</summary>
    public Task<T> ExpectAsync<T>(Func<T, bool>? match = null)
        where T : SipEvent => _log.ExpectAsync(match);

    /// <summary>The SDP of the next re-INVITE.</summary>
    public async Task<string> OfferAsync() => (await ExpectAsync<OfferReceived>()).Offer!.Text;

    public void Dispose()
    {
        _thread.Dispose();
        Sound.Dispose();
    }

    private string AnswerTo(string offer)
    {
        var media = AudioLine().Match(offer);
        var direction = Direction().Match(offer).Groups[1].Value switch
        {
            "sendonly" => "recvonly",
            "inactive" => "inactive",
            _ => "sendrecv",
        };
        Sound.SendTo(new IPEndPoint(IPAddress.Loopback, int.Parse(media.Groups[1].Value)));
        return $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {Sound.Port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na={direction}\r\n";
    }

    private void Take(SipEvent happened)
    {
        if (happened is IncomingCall call)
        {
            _known[call.Key] = true;
            if (Rings)
            {
                Post(new ProgressCall(call.Key));
            }
        }

        if (happened is OfferReceived { Offer: { } offer } changed)
        {
            Post(RefusesOffers is { } status ? new RefuseOffer(changed.Key, status) : new SendAnswer(changed.Key, SipBody.Sdp(AnswerTo(offer.Text))));
        }

        _log.Add(happened);
    }

    [GeneratedRegex(@"m=audio (\d+) ")]
    private static partial Regex AudioLine();

    [GeneratedRegex(@"a=(sendrecv|sendonly|recvonly|inactive)")]
    private static partial Regex Direction();
}
