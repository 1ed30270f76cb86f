using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Switchroom.Server.Tokens;

/// <summary>
/// A JSON web token in compact form with an HS256 signature (RFC 7515 section 7.1, RFC 7518 section 3.2): read, verified, signed.
/// Nothing else is spoken, so there is no algorithm to confuse.
/// </summary>
internal sealed class CompactJwt
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxLength = 8192;

    private const int MaxDepth = 16;

    private static readonly string HeaderPart = Encode("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly string _signingInput;
    private readonly byte[] _signature;

    private CompactJwt(string signingInput, byte[] signature, JsonElement payload)
    {
        _signingInput = signingInput;
        _signature = signature;
        Payload = payload;
    }

    /// <summary>The claims: a JSON object. Not to be trusted before <see cref="IsSignedWith"/>.</summary>
    public JsonElement Payload { get; }

    /// <summary>Splits and decodes a token without judging its signature.</summary>
    public static TokenRefusal TryRead(string token, out CompactJwt? jwt)
    {
        jwt = null;
        if (token.Length > MaxLength)
        {
            return TokenRefusal.TooLong;
        }

        string[] parts = token.Split('.');
        if (parts.Length != 3
            || !TryDecodeObject(parts[0], out JsonElement header)
            || !TryDecodeObject(parts[1], out JsonElement payload)
            || !TryDecode(parts[2], out byte[] signature))
        {
            return TokenRefusal.Malformed;
        }

        if (!header.TryGetProperty("alg", out JsonElement algorithm)
            || algorithm.ValueKind != JsonValueKind.String
            || !algorithm.ValueEquals("HS256"))
        {
            return TokenRefusal.UnsupportedAlgorithm;
        }

        jwt = new CompactJwt(token[..token.LastIndexOf('.')], signature, payload);
        return TokenRefusal.None;
    }

    /// <summary>Compares in constant time.</summary>
    public bool IsSignedWith(string secret) => CryptographicOperations.FixedTimeEquals(Mac(_signingInput, secret), _signature);

    /// <summary>Signs claims, given as the UTF-8 text of a JSON object.</summary>
    public static string Sign(ReadOnlySpan<byte> payload, string secret)
    {
        string input = $"{HeaderPart}.{Encode(payload)}";
        return $"{input}.{Encode(Mac(input, secret))}";
    }

    private static byte[] Mac(string signingInput, string secret) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signingInput));

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private static bool TryDecode(string part, out byte[] bytes)
    {
        bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        if (Base64Url.DecodeFromChars(part, bytes, out _, out int written) != OperationStatus.Done)
        {
            return false;
        }

        Array.Resize(ref bytes, written);
        return true;
    }

    private static bool TryDecodeObject(string part, out JsonElement element)
    {
        element = default;
        if (!TryDecode(part, out byte[] bytes) || !Utf8.IsValid(bytes))
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
            element = JsonElement.ParseValue(ref reader);
            return element.ValueKind == JsonValueKind.Object && !reader.Read() && IsText(element);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>An escaped half of a surrogate pair is valid JSON but no text, and would throw at whoever reads it later.</summary>
    private static bool IsText(JsonElement element)
    {
        try
        {
            _ = JsonSerializer.SerializeToUtf8Bytes(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
