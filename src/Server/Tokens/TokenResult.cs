using System.Text.Json;

namespace Switchroom.Server.Tokens;

/// <summary>The outcome of reading a token.</summary>
/// <param name="Refusal"><see cref="TokenRefusal.None"/> when the token is valid.</param>
/// <param name="Grant">What it entitles to, when it is valid.</param>
/// <param name="Claims">Its claims as they were signed, when the signature and the times are right.</param>
internal sealed record TokenResult(TokenRefusal Refusal, JoinGrant? Grant = null, JsonElement Claims = default);
