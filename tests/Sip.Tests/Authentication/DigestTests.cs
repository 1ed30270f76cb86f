using System.Text;
using Switchroom.Sip.Authentication;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Tests.Authentication;

public sealed class DigestTests
{
    [Theory] // RFC 7616 section 3.9.1
    [InlineData(DigestAlgorithm.Md5, "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData(DigestAlgorithm.Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    [InlineData(DigestAlgorithm.Sha512Half, "430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0")]
    public void GivesTheResponseOfTheRfcsExample(object algorithm, string response)
    {
        var computation = new DigestComputation(
            (DigestAlgorithm)algorithm, false, "Mufasa", "http-auth@example.org", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v")
        {
            NonceCount = "00000001",
            ClientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            Qop = "auth",
            Method = "GET",
            Uri = "/dir/index.html",
        };

        Assert.Equal(response, computation.ResponseFor("Circle of Life"));
    }

    [Fact] // RFC 2617 section 3.5 without qop, that is RFC 2069
    public void GivesTheResponseOfAChallengeWithoutQop()
    {
        var computation = new DigestComputation(DigestAlgorithm.Md5, false, "Mufasa", "testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093")
        {
            Method = "GET",
            Uri = "/dir/index.html",
        };

        Assert.Equal("670fd8c2df070c60b045671b8b24ff02", computation.ResponseFor("Circle Of Life"));
    }

    [Theory] // from OpenSSL, around the borders of a block
    [InlineData(0, "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a")]
    [InlineData(111, "86cd5320f5792906a1304af8ece50986782be56e57727239ac3c2827d03a22e9")]
    [InlineData(112, "3ca6f01d248bb2a6a2c13dff32318654e0b0fbd20e21ebc6f44df93e384d3b22")]
    [InlineData(127, "e6a744892a022b510a51bf51d40c19dcebc5dfb87222bc98338543c9b5a1fe66")]
    [InlineData(128, "f68a28f2103cf5105d30918354cb2a56a5518ad44e798ae73014a832bf0bb772")]
    [InlineData(239, "67110b242c80164d873a85f5c2741e69838ada9dcd810b91c531345152599f13")]
    [InlineData(240, "16def0c05de87f68ab2b893893084a535c1739b86ff5acb271b206b0038d511e")]
    [InlineData(1000, "25f150984fa724c130497e3f094e99fdfe0090ef9cf79bc270f1708b41e8ac5d")]
    public void HashesLikeSha512With256Bits(int length, string hash)
    {
        var data = Enumerable.Range(0, length).Select(i => (byte)(i * 7 + length)).ToArray();

        Assert.Equal(hash, Convert.ToHexStringLower(Sha512Half.HashData(data)));
    }

    [Theory]
    [InlineData(401, false), InlineData(407, false), InlineData(401, true)]
    public void LetsAUserInWhoKnowsThePassword(int status, bool integrity)
    {
        var scene = new Scene { Verifier = NewVerifier(integrity), Status = status };

        Assert.Equal(DigestAnswer.Retry, scene.Challenge());
        Assert.Equal(DigestVerdict.Accepted, scene.Ask());
        Assert.Contains("nc=00000001", scene.LastCredentials);
        Assert.Contains("algorithm=SHA-256", scene.LastCredentials);
        Assert.Equal(DigestVerdict.Accepted, scene.Ask());
        Assert.Contains("nc=00000002", scene.LastCredentials);
    }

    [Fact]
    public void GivesUpWhenTheSameCredentialsAreRefused()
    {
        var scene = new Scene { Password = "wrong" };

        Assert.Equal(DigestAnswer.Retry, scene.Challenge());
        Assert.Equal(DigestVerdict.Wrong, scene.Ask());
        Assert.Equal(DigestAnswer.Rejected, scene.Challenge());
    }

    [Fact]
    public void TriesAgainWhenOnlyTheNonceWasStale()
    {
        var scene = new Scene();
        scene.Challenge();
        scene.Now += TimeSpan.FromMinutes(10);

        Assert.Equal(DigestVerdict.Stale, scene.Ask());
        Assert.Equal(DigestAnswer.Retry, scene.Challenge(stale: true));
        Assert.Equal(DigestVerdict.Accepted, scene.Ask());
    }

    [Fact]
    public void StopsAnsweringAServerThatAlwaysCallsTheNonceStale()
    {
        var scene = new Scene();

        var answers = Enumerable.Range(0, 10).Select(_ => scene.Challenge(stale: true)).ToList();

        Assert.Equal(DigestAnswer.Rejected, answers[^1]);
        Assert.Equal(DigestClient.MaxRetries, answers.Count(answer => answer == DigestAnswer.Retry));
    }

    [Fact]
    public void DoesNotTakeACapturedRequestASecondTime()
    {
        var scene = new Scene();
        scene.Challenge();
        var request = scene.Authorized();

        Assert.Equal(DigestVerdict.Accepted, scene.Verify(request));
        Assert.Equal(DigestVerdict.Stale, scene.Verify(request));
    }

    [Fact]
    public void DoesNotTakeCredentialsOfAnotherUriOrBodyOrUser()
    {
        var scene = new Scene { Verifier = NewVerifier(integrity: true) };
        var response = new SipResponse(401);
        response.Headers.Add(SipHeader.WwwAuthenticate, Challenge("realm=\"rooms\", nonce=\"x\", qop=\"auth-int\", algorithm=SHA-256"));
        scene.Challenge();
        var request = scene.Authorized();

        var moved = new SipRequest(request.Method, SipUri.Parse("sip:other@example.com"));
        moved.Headers.CopyFrom(request.Headers, SipHeader.Authorization);
        Assert.Equal(DigestVerdict.Wrong, scene.Verify(moved));
        var stranger = new SipRequest(request.Method, request.Uri);
        stranger.Headers.Add(SipHeader.Authorization, request.Headers[SipHeader.Authorization]!.Replace("alice", "mallory"));
        Assert.Equal(DigestVerdict.Wrong, scene.Verify(stranger));
        Assert.Equal(DigestVerdict.Missing, scene.Verify(new SipRequest(request.Method, request.Uri)));
    }

    [Fact]
    public void AnswersTheTopmostChallengeItKnowsOfEachRealm()
    {
        var response = new SipResponse(407);
        response.Headers.Add(SipHeader.ProxyAuthenticate, Challenge("realm=\"a\", nonce=\"1\", algorithm=SHA-3-1024, qop=\"auth\""));
        response.Headers.Add(SipHeader.ProxyAuthenticate, Challenge("realm=\"a\", nonce=\"2\", algorithm=SHA-512-256, qop=\"auth\", opaque=\"o\""));
        response.Headers.Add(SipHeader.ProxyAuthenticate, Challenge("realm=\"a\", nonce=\"3\", algorithm=MD5, qop=\"auth\""));
        response.Headers.Add(SipHeader.ProxyAuthenticate, Challenge("realm=\"b\", nonce=\"4\""));
        response.Headers.Add(SipHeader.WwwAuthenticate, Challenge("realm=\"c\", nonce=\"5\", qop=\"auth-int\", algorithm=MD5-sess"));
        var client = new DigestClient("alice", "secret", new Random(1));

        Assert.Equal(DigestAnswer.Retry, client.HandleChallenge(response));
        var request = new SipRequest(SipMethod.Register, SipUri.Parse("sip:example.com"));
        client.Authorize(request);

        var proxies = request.CredentialsOf(SipHeader.ProxyAuthorization);
        Assert.Equal(["2", "4"], proxies.Select(one => one.Parameters["nonce"]));
        Assert.Equal(["SHA-512-256", null], proxies.Select(one => one.Parameters["algorithm"]));
        Assert.Equal(["auth", null], proxies.Select(one => one.Parameters["qop"]));
        Assert.Equal("o", proxies[0].Parameters["opaque"]);
        Assert.Equal("auth-int", Assert.Single(request.CredentialsOf(SipHeader.Authorization)).Parameters["qop"]);
    }

    [Theory]
    [InlineData("Basic realm=\"a\""), InlineData("Digest realm=\"a\""), InlineData("Digest nonce=\"a\""), InlineData("Digest realm=\"a\", nonce=\"b\", qop=\"other\"")]
    public void SaysThatItCannotAnswer(string challenge)
    {
        var response = new SipResponse(401);
        response.Headers.Add(SipHeader.WwwAuthenticate, challenge);

        Assert.Equal(DigestAnswer.Unsupported, new DigestClient("alice", "secret", new Random(1)).HandleChallenge(response));
    }

    [Fact]
    public void UsesTheNextNonceThatTheServerGives()
    {
        var scene = new Scene();
        scene.Challenge();
        scene.Ask();
        var accepted = new SipResponse(200);
        accepted.Headers.Add(SipHeader.AuthenticationInfo, "nextnonce=\"fresh\", qop=auth");

        scene.Client.HandleAccepted(accepted);

        scene.Authorized();
        Assert.Contains("nonce=\"fresh\"", scene.LastCredentials);
        Assert.Contains("nc=00000001", scene.LastCredentials);
    }

    private static Credentials Challenge(string parameters) => Credentials.Read(Encoding.UTF8.GetBytes("Digest " + parameters))!;

    private static DigestVerifier NewVerifier(bool integrity = false) =>
        new("rooms", TimeSpan.FromMinutes(5), new Random(2)) { OffersIntegrity = integrity };

    private sealed class Scene
    {
        private DigestClient? _client;

        public DigestVerifier Verifier { get; init; } = NewVerifier();

        public int Status { get; init; } = 401;

        public string Password { get; init; } = "secret";

        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public DigestClient Client => _client ??= new DigestClient("alice", Password, new Random(1));

        public string LastCredentials { get; private set; } = "";

        private SipHeader Header => Status == 407 ? SipHeader.ProxyAuthorization : SipHeader.Authorization;

        public DigestAnswer Challenge(bool stale = false)
        {
            var response = new SipResponse(Status);
            Verifier.Challenge(response, stale, Now);
            return Client.HandleChallenge(response);
        }

        public SipRequest Authorized()
        {
            var request = new SipRequest(SipMethod.Invite, SipUri.Parse("sip:bob@example.com"));
            request.SetBody(MediaType.Sdp, "v=0"u8.ToArray());
            Client.Authorize(request);
            LastCredentials = request.Headers[Header]!;
            return request;
        }

        public DigestVerdict Verify(SipRequest request) => Verifier.Verify(request, Header, user => user == "alice" ? "secret" : null, Now, out _);

        public DigestVerdict Ask()
        {
            var verdict = Verify(Authorized());
            if (verdict == DigestVerdict.Accepted)
            {
                Client.HandleAccepted(new SipResponse(200));
            }

            return verdict;
        }
    }
}
