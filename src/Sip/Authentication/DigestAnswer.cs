namespace Switchroom.Sip.Authentication;

/// <summary>What a client makes of a 401 or 407.</summary>
public enum DigestAnswer
{
    /// <summary>Send the request again, with <see cref="DigestClient.Authorize"/> and the next CSeq.</summary>
    Retry,

    /// <summary>The same credentials were refused: trying again would only lock the account.</summary>
    Rejected,

    /// <summary>No challenge that we can answer: another scheme or algorithm, or none at all.</summary>
    Unsupported,
}
