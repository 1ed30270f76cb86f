using Switchroom.Sip.Authentication;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Calls;

/// <summary>Answers 401 and 407 with one user's credentials (RFC 3261 section 22).</summary>
internal sealed class Authorizer(CallCredentials credentials, Random random)
{
    /// <summary>Most challenges of one request that are answered.</summary>
    public const int AttemptLimit = DigestClient.MaxRetries;

    private readonly DigestClient _client = new(credentials.UserName, credentials.Password, random);

    public static Authorizer? For(CallCredentials? credentials, Random random) => credentials is null ? null : new Authorizer(credentials, random);

    /// <summary>The refused request with credentials, still to get its next CSeq; null if sending it again would not help.</summary>
    public SipRequest? TryAnswer(SipRequest refused, SipResponse response)
    {
        if (_client.HandleChallenge(response) != DigestAnswer.Retry)
        {
            return null;
        }

        _client.Authorize(refused);
        return refused;
    }

    /// <summary>Adds what is known already, so that a request inside a dialog is not challenged again.</summary>
    public void Authorize(SipRequest request) => _client.Authorize(request);

    public void HandleFinal(SipResponse response)
    {
        if (response.IsSuccess)
        {
            _client.HandleAccepted(response);
        }
    }
}
