using System.Text.RegularExpressions;

namespace Switchroom.Server.Settings;

/// <summary>What the whole server needs to know.</summary>
/// <param name="ApiKey">Key of the default domain that the operator chose; empty lets the server generate one at its first start.</param>
/// <param name="DomainName">Name of the default domain, shown by <c>GET /v1/</c>.</param>
/// <param name="PublicUrl">Base of room URLs; null means the first address HTTP listens on.</param>
/// <param name="Data">Folder of the SQLite file, generated secrets and certificates.</param>
/// <param name="Database">PostgreSQL connection string; empty means SQLite.</param>
/// <param name="Secret">Base64 of 32 bytes that protect secrets in the database; empty means the file <c>secret.key</c> in the data folder.</param>
internal sealed record ServerSettings(string ApiKey, string DomainName, string? PublicUrl, string Data, string Database, string Secret)
{
    /// <summary>Fewest characters of a key that an operator chooses: it signs tokens, so it must not be guessable.</summary>
    public const int ShortestApiKey = 16;

    /// <summary>Which of the servers on one database this is; empty means the file <c>node.id</c> in the data folder.</summary>
    public string NodeId { get; init; } = "";

    public static ServerSettings Read(SettingsReader reader)
    {
        var key = reader.Text("ApiKey");
        if (key.Length > 0 && (key.Length is < ShortestApiKey or > 256 || key.Any(c => c is <= ' ' or > '~')))
        {
            reader.Refuse("ApiKey", "…", $"{ShortestApiKey} to 256 visible ASCII characters");
        }

        var secret = reader.Text("Secret");
        if (secret.Length > 0 && !(Convert.TryFromBase64String(secret, new byte[secret.Length], out var length) && length == 32))
        {
            reader.Refuse("Secret", "…", "32 bytes in base64, such as `openssl rand -base64 32` prints");
        }

        var domain = reader.Text("DomainName", "switchroom");
        if (!Regex.IsMatch(domain, "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"))
        {
            reader.Refuse("DomainName", domain, "lower-case letters, digits and hyphens, as in a DNS label");
        }

        var node = reader.Text("NodeId");
        if (node.Length > 0 && !Storage.NodeId.IsValid(node))
        {
            reader.Refuse("NodeId", node, "1 to 64 letters, digits, dots, hyphens and underscores");
        }

        return new(key, domain, reader.HttpUrl("PublicUrl"), Path.GetFullPath(reader.Text("Data", "./data")), reader.Text("Database"), secret) { NodeId = node };
    }
}
