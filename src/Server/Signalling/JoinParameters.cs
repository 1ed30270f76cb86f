using System.Globalization;
using System.Text.Json;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling;

/// <summary>What a client says in the URL of its WebSocket.</summary>
internal sealed record JoinParameters
{
    /// <summary>The token, from <c>access_token</c> or the <c>Authorization</c> header; empty without one.</summary>
    public string Token { get; init; } = "";

    /// <summary>The room by name, from the path or <c>room</c>; null where the token names it.</summary>
    public string? Room { get; init; }

    /// <summary>Whether a session that lost its WebSocket is to go on.</summary>
    public bool Reconnect { get; init; }

    /// <summary>Whose session, as a participant's sid.</summary>
    public string Sid { get; init; } = "";

    public bool AutoSubscribe { get; init; } = true;

    public bool AdaptiveStream { get; init; }

    /// <summary>Attributes to start with, for those that may update their own.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    public ClientDescription Client { get; init; } = new();

    /// <summary>Whether it publishes and subscribes on one WebRTC connection.</summary>
    public bool SingleConnection { get; init; }

    /// <summary>Messages that came with the join: they are handled as the first of its WebSocket.</summary>
    public IReadOnlyList<SignalRequest> FirstMessages { get; init; } = [];

    /// <summary>Reads the request's query and header; a parameter we do not know is passed over.</summary>
    public static JoinParameters Of(HttpRequest request, string? roomFromPath)
    {
        IQueryCollection query = request.Query;
        return new JoinParameters
        {
            Token = TokenOf(request),
            Room = roomFromPath ?? Text(query, "room"),
            Reconnect = Flag(query, "reconnect", false),
            Sid = Text(query, "sid") ?? "",
            AutoSubscribe = Flag(query, "auto_subscribe", true),
            AdaptiveStream = Flag(query, "adaptive_stream", false),
            Attributes = AttributesOf(Text(query, "attributes")),
            Client = new ClientDescription
            {
                Sdk = Text(query, "sdk") ?? "",
                Version = Text(query, "version") ?? "",
                Protocol = Number(query, "protocol"),
                ClientProtocol = Number(query, "client_protocol"),
                Os = Text(query, "os") ?? "",
                Browser = Text(query, "browser") ?? "",
            },
        };
    }

    /// <summary>What a join request says in place of single parameters.</summary>
    public JoinParameters With(JoinRequest request)
    {
        ClientInfo client = request.ClientInfo ?? new ClientInfo();
        return this with
        {
            SingleConnection = true,
            Reconnect = request.Reconnect,
            Sid = request.ParticipantSid,
            AutoSubscribe = request.ConnectionSettings?.AutoSubscribe ?? true,
            AdaptiveStream = request.ConnectionSettings?.AdaptiveStream ?? false,
            Attributes = request.ParticipantAttributes,
            Client = new ClientDescription
            {
                Sdk = client.Sdk.ToString(CultureInfo.InvariantCulture),
                Version = client.Version,
                Protocol = client.Protocol,
                ClientProtocol = client.ClientProtocol,
                Os = client.Os,
                Browser = client.Browser,
            },
            FirstMessages = MessagesOf(request),
        };
    }

    /// <summary>The tracks before the offer that describes them.</summary>
    private static List<SignalRequest> MessagesOf(JoinRequest request)
    {
        List<SignalRequest> messages = [];
        if (request.SyncState is { } state)
        {
            messages.Add(new SignalRequest { SyncState = state });
        }

        messages.AddRange(request.AddTrackRequests.Select(track => new SignalRequest { AddTrack = track }));
        if (request.PublisherOffer is { Sdp.Length: > 0 } offer)
        {
            messages.Add(new SignalRequest { Offer = offer });
        }

        return messages;
    }

    private static string TokenOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : request.Query["access_token"].ToString();
    }

    private static string? Text(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    private static bool Flag(IQueryCollection query, string name, bool absent) => Text(query, name) switch
    {
        null => absent,
        "1" => true,
        var text => text.Equals("true", StringComparison.OrdinalIgnoreCase),
    };

    private static int Number(IQueryCollection query, string name) => int.TryParse(Text(query, name), out int number) ? number : 0;

    /// <summary>Base64 of a JSON object of strings; anything else counts as none.</summary>
    private static Dictionary<string, string> AttributesOf(string? encoded)
    {
        if (encoded is null)
        {
            return [];
        }

        try
        {
            byte[] json = Convert.FromBase64String(encoded.Replace('-', '+').Replace('_', '/'));
            return JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return [];
        }
    }
}
