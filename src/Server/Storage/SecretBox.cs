using System.Security.Cryptography;
using System.Text;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Storage;

/// <summary>
/// Seals the secrets that the database keeps (API keys, passwords, webhook secrets) with a secret that is not in the database:
/// a copy of the database alone opens none of them. AES-256-GCM; the purpose is authenticated with the text, so a sealed value
/// cannot be moved to a column of another meaning.
/// </summary>
internal sealed class SecretBox
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] sealing;
    private readonly byte[] fingerprinting;

    public SecretBox(byte[] secret)
    {
        sealing = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "seal"u8.ToArray());
        fingerprinting = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "fingerprint"u8.ToArray());
    }

    /// <summary>Takes the secret from the settings, else from the file in the data folder, which it makes at first start.</summary>
    public static SecretBox Open(ServerSettings settings)
    {
        if (settings.Secret.Length > 0)
        {
            return new SecretBox(Convert.FromBase64String(settings.Secret));
        }

        var path = Path.Combine(DataFolder.Make(settings), "secret.key");
        if (!File.Exists(path))
        {
            Write(path, RandomNumberGenerator.GetBytes(32));
        }

        var secret = new byte[32];
        if (!Convert.TryFromBase64String(File.ReadAllText(path).Trim(), secret, out var length) || length != secret.Length)
        {
            throw new InvalidDataException($"{path} does not hold 32 bytes in base64. Restore the file from a backup; without it the API keys in the database cannot be read.");
        }

        return new SecretBox(secret);
    }

    /// <summary>Text that only <see cref="Unseal"/> with the same purpose turns back.</summary>
    public string Seal(string purpose, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceLength + plain.Length + TagLength];
        var nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(sealing, TagLength);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceLength, plain.Length), box.AsSpan(NonceLength + plain.Length), Encoding.UTF8.GetBytes(purpose));
        return Convert.ToBase64String(box);
    }

    /// <summary>The text that was sealed. Throws <see cref="CryptographicException"/> when it was sealed with another secret or purpose.</summary>
    public string Unseal(string purpose, string sealedText)
    {
        var box = Convert.FromBase64String(sealedText);
        if (box.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("The sealed text is too short.");
        }

        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = new AesGcm(sealing, TagLength);
        aes.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength, plain.Length), box.AsSpan(NonceLength + plain.Length), plain, Encoding.UTF8.GetBytes(purpose));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>A keyed hash to find a secret by, useless to whoever does not hold the server's own.</summary>
    public string Fingerprint(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(fingerprinting, Encoding.UTF8.GetBytes(text)));

    // several processes may start at once: whoever moves its file into place first wins, and all read what stands there
    private static void Write(string path, byte[] secret)
    {
        var draft = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new StreamWriter(draft, options))
        {
            file.WriteLine(Convert.ToBase64String(secret));
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
