using System.Globalization;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Authentication;

/// <summary>
/// Answers the challenges of servers and proxies with one user's credentials (RFC 3261 section 22, RFC 7616, RFC 8760). Remembers each protection space,
/// so that later requests are authorized without another round trip. One per call or registration.
/// </summary>
public sealed class DigestClient(string userName, string password, Random random)
{
    /// <summary>More protection spaces than this on one path are not answered.</summary>
    public const int MaxRealms = 8;

    /// <summary>More challenges than this in a row are not answered, even if each says that only its nonce was stale.</summary>
    public const int MaxRetries = 5;

    private readonly List<Space> _spaces = [];
    private int _retries;

    /// <summary>Takes the challenges of a 401 or 407.</summary>
    public DigestAnswer HandleChallenge(SipResponse response)
    {
        if (++_retries > MaxRetries)
        {
            return DigestAnswer.Rejected;
        }

        var proxy = Take(response, SipHeader.ProxyAuthenticate, SipHeader.ProxyAuthorization);
        var server = Take(response, SipHeader.WwwAuthenticate, SipHeader.Authorization);
        var (both, other) = response.Status == 407 ? (proxy, server) : (server, proxy);
        return both == DigestAnswer.Unsupported ? other : both;
    }

    /// <summary>Puts credentials for every known protection space on a request, in place of those it carries. Method, URI and body must be final.</summary>
    public void Authorize(SipRequest request)
    {
        request.Headers.Remove(SipHeader.Authorization);
        request.Headers.Remove(SipHeader.ProxyAuthorization);
        foreach (var space in _spaces)
        {
            request.Headers.Add(space.Header, space.CredentialsFor(request, userName, password, random));
        }
    }

    /// <summary>Takes the <c>nextnonce</c> of a final response to an authorized request (RFC 7616 section 3.5).</summary>
    public void HandleAccepted(SipResponse response)
    {
        _retries = 0;
        TakeNextNonce(response, SipHeader.AuthenticationInfo, SipHeader.Authorization);
        TakeNextNonce(response, SipHeader.ProxyAuthenticationInfo, SipHeader.ProxyAuthorization);
    }

    private DigestAnswer Take(SipResponse response, SipHeader challengeHeader, SipHeader answerHeader)
    {
        var answer = DigestAnswer.Unsupported;
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var credentials in response.CredentialsOf(challengeHeader))
        {
            // RFC 8760 section 2.4: of several challenges of one realm, the topmost that is supported.
            if (DigestChallenge.Read(credentials) is not { } challenge || !answered.Add(challenge.Realm))
            {
                continue;
            }

            var known = _spaces.Find(space => space.Header == answerHeader && space.Challenge.Realm == challenge.Realm);
            if (known is not null && known.WasUsed && !challenge.IsStale && !IsFirstUseOfAnother(known, challenge))
            {
                return DigestAnswer.Rejected;
            }

            if (known is null && _spaces.Count >= MaxRealms)
            {
                return DigestAnswer.Unsupported;
            }

            _spaces.Remove(known!);
            _spaces.Add(new Space(answerHeader, challenge) { WasRefreshed = known is { WasUsed: true } });
            answer = DigestAnswer.Retry;
        }

        return answer;
    }

    /// <summary>
    /// Many servers give nonces a lifetime and forget to say <c>stale</c>: a new nonce after one that had already been accepted is answered once.
    /// </summary>
    private static bool IsFirstUseOfAnother(Space known, DigestChallenge challenge) =>
        known.WasAccepted && !known.WasRefreshed && known.Challenge.Nonce != challenge.Nonce;

    private void TakeNextNonce(SipResponse response, SipHeader infoHeader, SipHeader answerHeader)
    {
        foreach (var space in _spaces.Where(space => space.Header == answerHeader))
        {
            space.Accepted();
        }

        // The header is a bare list of parameters; a scheme in front makes it readable as credentials.
        if (response.Headers[infoHeader] is { } info && Credentials.Read(System.Text.Encoding.UTF8.GetBytes("Digest " + info)) is { } parsed
            && parsed.Parameters["nextnonce"] is { } next && _spaces.FindLast(space => space.Header == answerHeader) is { } last)
        {
            last.Challenge = last.Challenge with { Nonce = next };
        }
    }

    /// <summary>One realm of one kind of challenger.</summary>
    private sealed class Space(SipHeader header, DigestChallenge challenge)
    {
        private DigestChallenge _challenge = challenge;
        private uint _count;

        public SipHeader Header { get; } = header;

        public DigestChallenge Challenge
        {
            get => _challenge;
            set => (_challenge, _count) = (value, 0);
        }

        public bool WasUsed { get; private set; }

        public bool WasAccepted { get; private set; }

        public bool WasRefreshed { get; set; }

        public void Accepted()
        {
            WasAccepted = WasUsed;
            WasRefreshed = false;
        }

        public Credentials CredentialsFor(SipRequest request, string userName, string password, Random random)
        {
            WasUsed = true;
            var uri = request.Uri.ToString();
            var computation = new DigestComputation(Challenge.Algorithm, Challenge.IsSession, userName, Challenge.Realm, Challenge.Nonce)
            {
                Qop = Challenge.Qop,
                NonceCount = Challenge.Qop is null ? null : (++_count).ToString("x8", CultureInfo.InvariantCulture),
                ClientNonce = Challenge.Qop is null && !Challenge.IsSession ? null : $"{random.NextInt64():x16}{random.NextInt64():x16}",
                Method = request.Method.Name,
                Uri = uri,
                Body = request.Body,
            };
            return Write(computation, computation.ResponseFor(password));
        }

        private Credentials Write(DigestComputation computation, string response)
        {
            List<SipParameter> parameters =
            [
                new("username", computation.UserName, IsQuoted: true),
                new("realm", Challenge.Realm, IsQuoted: true),
                new("nonce", Challenge.Nonce, IsQuoted: true),
                new("uri", computation.Uri, IsQuoted: true),
                new("response", response, IsQuoted: true),
            ];
            Add(parameters, "algorithm", Challenge.AlgorithmName, quoted: false);
            Add(parameters, "cnonce", computation.ClientNonce, quoted: true);
            Add(parameters, "opaque", Challenge.Opaque, quoted: true);
            Add(parameters, "qop", Challenge.Qop, quoted: false);
            Add(parameters, "nc", computation.NonceCount, quoted: false);
            return new Credentials("Digest", new SipParameters([.. parameters]));
        }

        private static void Add(List<SipParameter> parameters, string name, string? value, bool quoted)
        {
            if (value is not null)
            {
                parameters.Add(new SipParameter(name, value, quoted));
            }
        }
    }
}
