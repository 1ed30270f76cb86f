namespace Switchroom.Server.Tokens;

/// <summary>
/// An API key as a signer of tokens. Daily tokens are signed with <paramref name="Secret"/>, which is also the bearer key of the
/// REST API; LiveKit tokens name <paramref name="Id"/> in <c>iss</c> and are signed with the same secret.
/// </summary>
/// <param name="Id">What LiveKit calls the API key.</param>
/// <param name="Secret">The HS256 secret, as text.</param>
/// <param name="DomainId">The tenant the key belongs to.</param>
internal sealed record SigningKey(string Id, string Secret, string DomainId)
{
    /// <summary>Everything but the secret, which must never reach a log.</summary>
    public override string ToString() => $"SigningKey {Id} of domain {DomainId}";
}
