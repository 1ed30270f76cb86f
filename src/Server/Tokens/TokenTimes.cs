namespace Switchroom.Server.Tokens;

/// <summary>Which of a token's times count when it is read.</summary>
internal enum TokenTimes
{
    /// <summary>It must be valid now.</summary>
    Both,

    /// <summary>Only <c>exp</c> counts, as the REST API's <c>ignoreNbf</c> asks.</summary>
    ExpiryOnly,

    /// <summary>Neither counts: the token only says who somebody is that is in already.</summary>
    Neither,
}
