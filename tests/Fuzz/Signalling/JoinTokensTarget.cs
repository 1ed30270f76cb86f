using System.Text;
using Switchroom.Server.Tokens;

namespace Switchroom.Fuzz.Signalling;

/// <summary>Any text as a token; and any text as the claims of a token that is signed rightly.</summary>
public sealed class JoinTokensTarget : FuzzTarget
{
    private readonly TokenReader _reader = new(new OneKey(), TimeProvider.System);

    /// <inheritdoc/>
    public override string Name => "join-tokens";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        Read(Encoding.UTF8.GetString(input));
        Read(CompactJwt.Sign(input, OneKey.Key.Secret));
    }

    private void Read(string token)
    {
        TokenResult result = _reader.ReadAsync(token, TokenTimes.Neither).AsTask().GetAwaiter().GetResult();
        if ((result.Grant is not null) != (result.Refusal == TokenRefusal.None))
        {
            throw new InvalidOperationException($"{result.Refusal} with {(result.Grant is null ? "no" : "a")} grant");
        }
    }

    private sealed class OneKey : ISigningKeys
    {
        public static readonly SigningKey Key = new("APIfuzz", "secret", "domain");

        public ValueTask<SigningKey?> FindByIdAsync(string id, CancellationToken cancellation) => ValueTask.FromResult<SigningKey?>(Key);

        public ValueTask<IReadOnlyList<SigningKey>> FindByDomainAsync(string? domainId, CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyList<SigningKey>>([Key]);
    }
}
