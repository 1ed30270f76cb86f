using Switchroom.Rtp.Sdp;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc.DataChannels;
using Switchroom.WebRtc.Media;
using Switchroom.WebRtc.Negotiation;

namespace Switchroom.WebRtc.Tests.Negotiation;

public sealed class NegotiationTests : IDisposable
{
    private readonly PeerScenario _scenario = new();

    [Fact]
    public void AnswersAPublisherAsIceLiteAndPassive()
    {
        var (peer, answer) = Offer(new TestMedia("0", "audio", 1000), new TestMedia("1", "video", 2000));
        Assert.True(answer.Attributes.Has("ice-lite"));
        Assert.Equal(["0", "1", "data"], answer.Groups.Single(group => group.Semantics == "BUNDLE").Mids);
        Assert.All(answer.Media, media => Assert.Equal("passive", media.Attributes.Value("setup")));
        Assert.All(answer.Media.Take(2), media => Assert.Equal(MediaDirection.RecvOnly, answer.DirectionOf(media)));
        Assert.Equal("5000", answer.Media[2].Attributes.Value("sctp-port"));
        Assert.Equal(["111", "63"], answer.Media[0].Formats);
        Assert.Equal(["96", "97", "103", "104"], answer.Media[1].Formats);
        Assert.Contains("96 nack pli", answer.Media[1].Attributes.Values("rtcp-fb"));
        Assert.Contains("111 transport-cc", answer.Media[0].Attributes.Values("rtcp-fb"));
        Assert.DoesNotContain(answer.Media[1].ExtensionMaps, map => map.Uri.EndsWith("toffset", StringComparison.Ordinal));
        Assert.Single(answer.Media[0].Candidates);
        Assert.Equal(["track-0", "track-1"], peer.ReceiveTracks.Select(track => track.TrackId));
        Assert.Equal((byte?)63, peer.ReceiveTracks[0].Codecs[0].RedPayloadType);
        Assert.Equal(["VP8", "H264"], peer.ReceiveTracks[1].Codecs.Select(codec => codec.Codec.Name));
    }

    [Fact]
    public void TheOwnersCodecIsAnsweredFirst()
    {
        var peer = _scenario.AddPeer();
        peer.PreferredCodec = track => track.Kind == TrackKind.Video ? "video/h264" : null;
        var answer = Answer(peer, _scenario.AddClient().CreateOffer([new TestMedia("0", "audio", 1000), new TestMedia("1", "video", 2000)]));

        Assert.Equal(["111", "63"], answer.Media[0].Formats);
        Assert.Equal(["103", "104", "96", "97"], answer.Media[1].Formats);
        Assert.Equal("H264", peer.ReceiveTracks[1].Codecs[0].Codec.Name);
    }

    [Fact]
    public void TakesSimulcastByRid()
    {
        var (peer, answer) = Offer(new TestMedia("1", "video", 2000) { Rids = ["q", "h", "f"] });
        Assert.Equal("recv q;h;f", answer.Media[0].Attributes.Value("simulcast"));
        Assert.Equal(["q", "h", "f"], answer.Media[0].Rids.Where(rid => !rid.IsSend).Select(rid => rid.Id));
        Assert.Equal(["q", "h", "f"], peer.ReceiveTracks[0].Rids);
    }

    [Theory]
    [InlineData("VP8", "sendonly", false)]
    [InlineData("VP9", "sendonly", true)]
    [InlineData("AV1", "sendonly", true)]
    [InlineData("VP8", "recvonly", true)] // what will be sent to it is not known yet, and it may not ask again
    public void TakesTheDependencyDescriptorForCodecsThatNumberNoFramesThemselves(string codec, string direction, bool isTaken)
    {
        var (_, answer) = Offer(new TestMedia("1", "video", 2000, direction) { CodecLines = [$"rtpmap:96 {codec}/90000"] });
        Assert.Equal(isTaken, answer.Media[0].ExtensionMaps.Any(map => map.Uri.EndsWith("#dependency-descriptor-rtp-header-extension", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("rtpmap:0 PCMU/8000")]
    [InlineData("rtpmap:111 opus/48000/1")]
    public void RejectsAnMLineWithoutAUsableCodec(string line)
    {
        var (peer, answer) = Offer(new TestMedia("0", "audio", 1000) { CodecLines = [line] }, new TestMedia("1", "video", 2000));
        Assert.Equal(0, answer.Media[0].Port);
        Assert.Equal(["1", "data"], answer.Groups.First().Mids);
        Assert.DoesNotContain(peer.ReceiveTracks, track => track.Kind == TrackKind.Audio && track.IsActive);
    }

    [Theory]
    [InlineData("packetization-mode=0;profile-level-id=42e01f")]
    [InlineData("packetization-mode=1;profile-level-id=64001f")]
    [InlineData("profile-level-id=42e01f")]
    public void RefusesH264ThatSubscribersCannotDecode(string parameters)
    {
        var (_, answer) = Offer(new TestMedia("1", "video", 2000)
        {
            CodecLines = ["rtpmap:96 VP8/90000", "rtpmap:102 H264/90000", $"fmtp:102 {parameters}"],
        });
        Assert.Equal(["96"], answer.Media[0].Formats);
    }

    [Fact]
    public void TakesVp9AndAv1()
    {
        var (peer, _) = Offer(new TestMedia("1", "video", 2000)
        {
            CodecLines = ["rtpmap:45 AV1/90000", "fmtp:45 level-idx=5;profile=0;tier=0", "rtpmap:98 VP9/90000", "fmtp:98 profile-id=0", "rtpmap:100 VP9/90000", "fmtp:100 profile-id=2"],
        });
        Assert.Equal([(byte)45, (byte)98], peer.ReceiveTracks[0].Codecs.Select(codec => codec.PayloadType));
    }

    [Fact]
    public void FollowsTracksThatStopAndMLinesThatAreRecycled()
    {
        var client = _scenario.AddClient();
        var peer = _scenario.AddPeer();
        Answer(peer, client.CreateOffer([new("0", "audio", 1000), new("1", "video", 2000)], false));
        Answer(peer, client.CreateOffer([new("0", "audio", 1000, "inactive"), new("1", "video", 2000)], false));
        Assert.Equal([false, true], peer.ReceiveTracks.Select(track => track.IsActive));
        Answer(peer, client.CreateOffer([new("0", "audio", 1000), new("1", "video", 2000) { Port = 0 }], false));
        Assert.Equal([true, false], peer.ReceiveTracks.Select(track => track.IsActive));
        var answer = Answer(peer, client.CreateOffer([new("0", "audio", 1000), new("2", "video", 3000)], false));
        Assert.Equal("2", answer.Media[1].Mid);
        Assert.Equal(["track-0", "track-2"], peer.ReceiveTracks.Select(track => track.TrackId));
    }

    [Fact]
    public void OffersTracksToASubscriberAndReusesTheirMLines()
    {
        var client = _scenario.AddClient();
        var peer = _scenario.AddPeer();
        peer.OpenDataChannel(new DataChannelOptions("_reliable"), _scenario.Now);
        var audio = peer.AddTrack(TrackKind.Audio, "PA|TR_1", "TR_1", [MediaCodec.Opus]);
        var video = peer.AddTrack(TrackKind.Video, "PA|TR_2", "TR_2", [MediaCodec.Vp8, MediaCodec.H264]);
        Assert.True(peer.NegotiationNeeded);
        var offer = Parse(peer.CreateOffer(false, _scenario.Now));
        Assert.Equal(["application", "audio", "video"], offer.Media.Select(media => media.Kind));
        Assert.Equal("PA|TR_2 TR_2", offer.Media[2].Attributes.Value("msid"));
        Assert.Equal($"FID {video.Ssrc} {video.RtxSsrc}", offer.Media[2].Attributes.Value("ssrc-group"));
        Assert.All(offer.Media, media => Assert.Equal("actpass", media.Attributes.Value("setup")));
        Assert.False(peer.NegotiationNeeded);
        Assert.Equal("", peer.HandleAnswer(client.HandleOffer(offer.ToString(), _scenario.Now), _scenario.Now).Detail);
        Assert.True(audio.IsActive);
        Assert.Equal(["VP8", "H264"], video.Codecs.Select(codec => codec.Codec.Name));

        peer.RemoveTrack(video);
        Assert.False(video.IsActive);
        _scenario.Negotiate(peer, client);
        var next = peer.AddTrack(TrackKind.Video, "PB|TR_3", "TR_3", [MediaCodec.Vp8]);
        var again = Parse(peer.CreateOffer(false, _scenario.Now));
        Assert.Equal(3, again.Media.Count);
        Assert.Equal(next.Mid, again.Media[2].Mid);
        Assert.NotEqual(video.Ssrc, next.Ssrc);
        Assert.Contains($"{next.Ssrc} msid:PB|TR_3 TR_3", again.Media[2].Attributes.Values("ssrc"));
        Assert.DoesNotContain($"{video.Ssrc}", again.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SaysThatATrackEndedBeforeAnotherTakesItsMLine()
    {
        var client = _scenario.AddClient();
        var peer = _scenario.AddPeer();
        var first = peer.AddTrack(TrackKind.Audio, "PA", "TR_1", [MediaCodec.Opus]);
        _scenario.Negotiate(peer, client);

        peer.RemoveTrack(first);
        var second = peer.AddTrack(TrackKind.Audio, "PB", "TR_2", [MediaCodec.Opus]);
        var offer = Parse(peer.CreateOffer(false, _scenario.Now));
        Assert.Equal([MediaDirection.Inactive, MediaDirection.SendOnly], offer.Media.Select(offer.DirectionOf));
        Assert.Equal(NegotiationError.None, peer.HandleAnswer(client.HandleOffer(offer.ToString(), _scenario.Now), _scenario.Now).Error);

        peer.RemoveTrack(second);
        var third = peer.AddTrack(TrackKind.Audio, "PC", "TR_3", [MediaCodec.Opus]);
        var next = Parse(peer.CreateOffer(false, _scenario.Now));
        Assert.Equal([MediaDirection.SendOnly, MediaDirection.Inactive], next.Media.Select(next.DirectionOf));
        Assert.Equal(next.Media[0].Mid, third.Mid);
    }

    [Fact]
    public void AnAnswerMayRefuseATrack()
    {
        var client = _scenario.AddClient();
        var peer = _scenario.AddPeer();
        var audio = peer.AddTrack(TrackKind.Audio, "PA", "TR_1", [MediaCodec.Opus]);
        var video = peer.AddTrack(TrackKind.Video, "PA", "TR_2", [MediaCodec.Vp8]);
        var answer = client.HandleOffer(peer.CreateOffer(false, _scenario.Now), _scenario.Now).Replace("m=video 9", "m=video 0", StringComparison.Ordinal);
        Assert.Equal(NegotiationError.None, peer.HandleAnswer(answer, _scenario.Now).Error);
        Assert.True(audio.IsActive);
        Assert.False(video.IsActive);
    }

    [Fact]
    public void GivesItsTracksToRecvonlyMLinesOfASinglePeerConnection()
    {
        var peer = _scenario.AddPeer();
        var client = _scenario.AddClient();
        var track = peer.AddTrack(TrackKind.Audio, "PA", "TR_1", [MediaCodec.Opus]);
        var answer = Answer(peer, client.CreateOffer([new("0", "audio", 1000), new("1", "audio", 0, "recvonly")]));
        Assert.Equal(MediaDirection.SendOnly, answer.DirectionOf(answer.Media[1]));
        Assert.Equal("PA TR_1", answer.Media[1].Attributes.Value("msid"));
        Assert.True(track.IsActive);
    }

    [Fact]
    public void ASinglePeerConnectionHearsOfTheEndOfATrackBeforeAnotherTakesItsMLine()
    {
        var peer = _scenario.AddPeer();
        var client = _scenario.AddClient();
        var offer = client.CreateOffer([new("0", "audio", 0, "recvonly"), new("1", "video", 0, "recvonly")]);
        var first = peer.AddTrack(TrackKind.Audio, "PA", "TR_1", [MediaCodec.Opus]);
        Assert.Equal((1, 0), (peer.MissingSections(TrackKind.Audio), peer.ReceivingSections(TrackKind.Audio)));
        Answer(peer, offer);
        Assert.Equal((0, 1), (peer.MissingSections(TrackKind.Audio), peer.ReceivingSections(TrackKind.Audio)));
        Assert.False(peer.NegotiationNeeded);

        peer.RemoveTrack(first);
        var second = peer.AddTrack(TrackKind.Audio, "PB", "TR_2", [MediaCodec.Opus]);
        Assert.Equal(1, peer.MissingSections(TrackKind.Audio));
        var answer = Answer(peer, offer);
        Assert.Equal(MediaDirection.Inactive, answer.DirectionOf(answer.Media[0]));
        Assert.True(peer.NegotiationNeeded);
        Assert.Equal(0, peer.MissingSections(TrackKind.Audio));

        answer = Answer(peer, offer);
        Assert.Equal("PB TR_2", answer.Media[0].Attributes.Value("msid"));
        Assert.True(second.IsActive);
        Assert.False(peer.NegotiationNeeded);
    }

    [Theory]
    [InlineData("nonsense", "", NegotiationError.Malformed)]
    [InlineData("a=mid:0", "a=nothing:0", NegotiationError.BadMid)]
    [InlineData("a=mid:0", "a=mid:1", NegotiationError.BadMid)]
    [InlineData("BUNDLE 0", "BUNDLE", NegotiationError.NotBundled)]
    [InlineData("a=rtcp-mux", "a=other", NegotiationError.NotBundled)]
    [InlineData("a=ice-pwd", "a=other", NegotiationError.NoIceCredentials)]
    [InlineData("a=ice-ufrag:", "a=ice-ufrag:x\r\na=other:", NegotiationError.NoIceCredentials)]
    [InlineData("a=fingerprint:sha-256", "a=fingerprint:sha-1", NegotiationError.NoFingerprint)]
    [InlineData("a=setup:actpass", "a=setup:passive", NegotiationError.BadSetup)]
    public void RefusesABrokenOfferByName(string find, string replace, NegotiationError expected)
    {
        var peer = _scenario.AddPeer();
        var offer = _scenario.AddClient().CreateOffer([new TestMedia("0", "audio", 1000), new TestMedia("1", "video", 2000)]);
        var broken = find == "nonsense" ? "hello" : offer.Replace(find, replace, StringComparison.Ordinal);
        var result = peer.HandleOffer(broken, _scenario.Now);
        Assert.Null(result.Answer);
        Assert.Equal(expected, result.Error);
        Assert.NotEqual("", result.Detail);
        Assert.Equal(PeerState.New, peer.State);
        Assert.NotNull(peer.HandleOffer(offer, _scenario.Now).Answer);
    }

    [Fact]
    public void RefusesOffersThatDoNotContinueTheSession()
    {
        var client = _scenario.AddClient();
        var peer = _scenario.AddPeer();
        Answer(peer, client.CreateOffer([new("0", "audio", 1000), new("1", "video", 2000)]));
        Assert.Equal(NegotiationError.SectionMismatch, peer.HandleOffer(client.CreateOffer([new("0", "audio", 1000)], false), _scenario.Now).Error);
        Assert.Equal(
            NegotiationError.SectionMismatch, peer.HandleOffer(client.CreateOffer([new("1", "video", 1000), new("0", "audio", 2000)]), _scenario.Now).Error);
        client.AnnouncedFingerprint = string.Join(':', Enumerable.Repeat("AB", 32));
        Assert.Equal(
            NegotiationError.NoFingerprint, peer.HandleOffer(client.CreateOffer([new("0", "audio", 1000), new("1", "video", 2000)]), _scenario.Now).Error);
    }

    [Fact]
    public void RefusesWhatComesOutOfTurn()
    {
        var client = _scenario.AddClient();
        var peer = _scenario.AddPeer();
        Assert.Equal(NegotiationError.WrongState, peer.HandleAnswer("", _scenario.Now).Error);
        peer.AddTrack(TrackKind.Audio, "a", "b", [MediaCodec.Opus]);
        peer.CreateOffer(false, _scenario.Now);
        Assert.Equal(NegotiationError.WrongState, peer.HandleOffer(client.CreateOffer([]), _scenario.Now).Error);
    }

    [Fact]
    public void BoundsTheMLines()
    {
        _scenario.Options = _scenario.Options with { MaxMediaSections = 10 };
        var peer = _scenario.AddPeer();
        var offer = _scenario.AddClient().CreateOffer([.. Enumerable.Range(0, 11).Select(i => new TestMedia($"{i}", "audio", (uint)i + 1))]);
        Assert.Equal(NegotiationError.TooManySections, peer.HandleOffer(offer, _scenario.Now).Error);
    }

    [Fact]
    public void TracksBeyondTheMostMLinesWaitForOneThatBecomesFree()
    {
        _scenario.Options = _scenario.Options with { MaxMediaSections = 3 };
        var (peer, client) = (_scenario.AddPeer(), _scenario.AddClient());
        var tracks = Enumerable.Range(0, 5).Select(i => peer.AddTrack(TrackKind.Audio, "s", $"t{i}", [MediaCodec.Opus])).ToList();
        _scenario.Negotiate(peer, client);
        Assert.Equal([true, true, true, false, false], tracks.Select(track => track.IsActive));

        peer.RemoveTrack(tracks[0]);
        while (peer.NegotiationNeeded)
        {
            _scenario.Negotiate(peer, client);
        }

        Assert.Equal([false, true, true, true, false], tracks.Select(track => track.IsActive));
    }

    [Fact]
    public void AnMLineThatWasRejectedMayComeBackAsAnotherKind()
    {
        var client = _scenario.AddClient();
        var peer = _scenario.AddPeer();
        TestMedia unknown = new("1", "video", 2000) { CodecLines = ["rtpmap:96 H265/90000"] };
        Answer(peer, client.CreateOffer([new("0", "audio", 1000), unknown], false));

        var answer = Answer(peer, client.CreateOffer([new("0", "audio", 1000), new("2", "audio", 3000)], false));

        Assert.Equal(("audio", "2", false), (answer.Media[1].Kind, answer.Media[1].Mid, answer.Media[1].IsRejected));
        Assert.Equal(["track-0", "track-2"], peer.ReceiveTracks.Select(track => track.TrackId));
    }

    public void Dispose() => _scenario.Dispose();

    private static SessionDescription Parse(string text)
    {
        Assert.True(SessionDescription.TryParse(text.AsSpan(), out var description, out _));
        return description!;
    }

    private SessionDescription Answer(PeerConnection peer, string offer)
    {
        var result = peer.HandleOffer(offer, _scenario.Now);
        Assert.Equal("", result.Detail);
        return Parse(result.Answer!);
    }

    private (PeerConnection Peer, SessionDescription Answer) Offer(params TestMedia[] media)
    {
        var peer = _scenario.AddPeer();
        return (peer, Answer(peer, _scenario.AddClient().CreateOffer(media)));
    }
}
