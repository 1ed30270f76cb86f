namespace Switchroom.Server.Tokens;

/// <summary>Whose way of writing a join token was used.</summary>
internal enum TokenKind
{
    /// <summary>No token at all: a public room, entered by name.</summary>
    Anonymous,

    /// <summary>A Daily meeting token: signed with the API key, short claims.</summary>
    Daily,

    /// <summary>A LiveKit access token: <c>iss</c> names the API key, the <c>video</c> grant says what is allowed.</summary>
    LiveKit,
}
