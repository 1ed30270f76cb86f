using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Authentication;

/// <summary>
/// Challenges requests and verifies their credentials (RFC 7616, RFC 8760). Nonces carry their own age and a code that only we can make, so challenges
/// cost no memory; counts are remembered only for nonces that were used with a right password.
/// </summary>
public sealed class DigestVerifier
{
    /// <summary>Nonces whose counts are remembered at once; beyond that the oldest are asked anew.</summary>
    public const int MaxRemembered = 10_000;

    private const int NonceBytes = 8 + 8 + 16;

    private static readonly DigestAlgorithm[] Offered = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5];

    private readonly string _realm;
    private readonly byte[] _key = new byte[32];
    private readonly TimeSpan _lifetime;
    private readonly Dictionary<long, uint> _counts = [];
    private readonly Queue<long> _order = new();
    private long _issued;

    /// <summary>Nonces up to this number are stale: their counts may have been forgotten.</summary>
    private long _forgotten = -1;

    /// <summary>A verifier.</summary>
    /// <param name="realm">What users see of whose password is asked.</param>
    /// <param name="lifetime">How long a nonce is good.</param>
    /// <param name="random">Makes the key; cryptographic in a server.</param>
    public DigestVerifier(string realm, TimeSpan lifetime, Random random)
    {
        _realm = realm;
        _lifetime = lifetime;
        random.NextBytes(_key);
    }

    /// <summary>Whether challenges offer <c>auth-int</c> besides <c>auth</c>.</summary>
    public bool OffersIntegrity { get; init; }

    /// <summary>Puts challenges on a 401 or 407, the strongest first.</summary>
    public void Challenge(SipResponse response, bool stale, TimeSpan now)
    {
        var header = response.Status == 407 ? SipHeader.ProxyAuthenticate : SipHeader.WwwAuthenticate;
        var nonce = NewNonce(now);
        foreach (var algorithm in Offered)
        {
            var parameters = SipParameters.Empty.With("realm", _realm, quoted: true).With("nonce", nonce, quoted: true)
                .With("algorithm", DigestNames.NameOf(algorithm)).With("qop", OffersIntegrity ? "auth,auth-int" : "auth", quoted: true);
            response.Headers.Add(header, new Credentials("Digest", stale ? parameters.With("stale", "true") : parameters));
        }
    }

    /// <summary>Verifies the credentials of a request for our realm.</summary>
    /// <param name="request">The request.</param>
    /// <param name="header">Authorization or Proxy-Authorization.</param>
    /// <param name="passwordOf">The password of a user name; null if there is no such user.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="userName">Who it is, once accepted; else who it claims to be.</param>
    public DigestVerdict Verify(SipRequest request, SipHeader header, Func<string, string?> passwordOf, TimeSpan now, out string? userName)
    {
        userName = null;
        foreach (var credentials in request.CredentialsOf(header))
        {
            if (credentials.Scheme.Equals("Digest", StringComparison.OrdinalIgnoreCase) && credentials.Parameters["realm"] == _realm)
            {
                userName = credentials.Parameters["username"];
                return Verify(request, credentials.Parameters, passwordOf, now);
            }
        }

        return DigestVerdict.Missing;
    }

    private DigestVerdict Verify(SipRequest request, SipParameters given, Func<string, string?> passwordOf, TimeSpan now)
    {
        if (given["username"] is not { } user || given["nonce"] is not { } nonce || given["response"] is not { } response || given["uri"] is not { } uri
            || given["qop"] is not ("auth" or "auth-int") || given["cnonce"] is not { } clientNonce || given["nc"] is not { } count
            || !DigestNames.TryRead(given["algorithm"], out var algorithm, out var isSession) || !Offered.Contains(algorithm)
            || !uint.TryParse(count, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return DigestVerdict.Missing;
        }

        // RFC 7616 section 3.4.6: the URI must name what is asked for, or credentials could be moved to another request.
        if (!SipUri.TryParse(uri, out var signed) || !signed.IsEquivalentTo(request.Uri))
        {
            return DigestVerdict.Wrong;
        }

        var expected = new DigestComputation(algorithm, isSession, user, _realm, nonce)
        {
            NonceCount = count, ClientNonce = clientNonce, Qop = given["qop"], Method = request.Method.Name, Uri = uri, Body = request.Body,
        }.ResponseFor(passwordOf(user) ?? "");
        var isRight = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(response));
        if (!isRight || passwordOf(user) is null)
        {
            return DigestVerdict.Wrong;
        }

        return IsFresh(nonce, now, out var issued) && Count(issued, number) ? DigestVerdict.Accepted : DigestVerdict.Stale;
    }

    // A nonce is its time, a number that makes it the only one, and our signature over both.
    private string NewNonce(TimeSpan now)
    {
        Span<byte> bytes = stackalloc byte[NonceBytes];
        BitConverter.TryWriteBytes(bytes, now.Ticks);
        BitConverter.TryWriteBytes(bytes[8..], _issued++);
        Sign(bytes[..16], bytes[16..]);
        return Base64Url.EncodeToString(bytes);
    }

    private bool IsFresh(string nonce, TimeSpan now, out long number)
    {
        Span<byte> bytes = stackalloc byte[NonceBytes];
        number = 0;
        if (nonce.Length != Base64Url.GetEncodedLength(NonceBytes) || !Base64Url.TryDecodeFromChars(nonce, bytes, out var length) || length != NonceBytes)
        {
            return false;
        }

        Span<byte> signature = stackalloc byte[16];
        Sign(bytes[..16], signature);
        var age = now - new TimeSpan(BitConverter.ToInt64(bytes));
        number = BitConverter.ToInt64(bytes[8..]);
        return CryptographicOperations.FixedTimeEquals(signature, bytes[16..]) && age >= TimeSpan.Zero && age <= _lifetime && number > _forgotten;
    }

    private void Sign(ReadOnlySpan<byte> content, Span<byte> signature)
    {
        Span<byte> whole = stackalloc byte[32];
        HMACSHA256.HashData(_key, content, whole);
        whole[..16].CopyTo(signature);
    }

    /// <summary>A count must be higher than any before it, so that a captured request cannot be sent again.</summary>
    private bool Count(long nonce, uint number)
    {
        if (_counts.TryGetValue(nonce, out var highest))
        {
            if (number <= highest)
            {
                return false;
            }
        }
        else
        {
            _order.Enqueue(nonce);
            if (_order.Count > MaxRemembered)
            {
                var oldest = _order.Dequeue();
                _counts.Remove(oldest);
                _forgotten = Math.Max(_forgotten, oldest);
            }
        }

        _counts[nonce] = number;
        return true;
    }
}
