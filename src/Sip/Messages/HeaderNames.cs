using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>Names of the known headers, their compact forms, and which of them are comma-separated lists of addresses.</summary>
public static class HeaderNames
{
    private const int Buckets = 256;

    private static readonly string[] Names =
    [
        "", "Accept", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow", "Allow-Events", "Authentication-Info", "Authorization", "Call-ID",
        "Call-Info", "Contact", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Type", "CSeq", "Date",
        "Diversion", "Error-Info", "Event", "Expires", "From", "History-Info", "Identity", "Info-Package", "In-Reply-To", "Join", "Max-Forwards",
        "MIME-Version", "Min-Expires", "Min-SE", "Organization", "P-Asserted-Identity", "Path", "P-Preferred-Identity", "Priority", "Privacy",
        "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Require", "RAck", "Reason", "Record-Route", "Recv-Info",
        "Referred-By", "Refer-Sub", "Refer-To", "Remote-Party-ID", "Replaces", "Reply-To", "Require", "Retry-After", "Route", "RSeq", "Server",
        "Service-Route", "Session-Expires", "SIP-ETag", "SIP-If-Match", "Subject", "Subscription-State", "Supported", "Timestamp", "To",
        "Unsupported", "User-Agent", "Via", "Warning", "WWW-Authenticate",
    ];

    private static readonly (char Letter, SipHeader Header)[] CompactForms =
    [
        ('b', SipHeader.ReferredBy), ('c', SipHeader.ContentType), ('e', SipHeader.ContentEncoding), ('f', SipHeader.From), ('i', SipHeader.CallId),
        ('k', SipHeader.Supported), ('l', SipHeader.ContentLength), ('m', SipHeader.Contact), ('o', SipHeader.Event), ('r', SipHeader.ReferTo),
        ('s', SipHeader.Subject), ('t', SipHeader.To), ('u', SipHeader.AllowEvents), ('v', SipHeader.Via), ('x', SipHeader.SessionExpires),
        ('y', SipHeader.Identity),
    ];

    private static readonly byte[][] Prefixes = [.. Names.Select(name => Encoding.ASCII.GetBytes(name + ": "))];
    private static readonly SipHeader[] ByLetter = MakeLetters();
    private static readonly SipHeader[][] ByHash = MakeBuckets();

    /// <summary>The header's full name as RFCs write it.</summary>
    public static string NameOf(SipHeader header) => Names[(int)header];

    /// <summary>The known header of that name or compact form, whatever the case; else <see cref="SipHeader.Other"/>.</summary>
    public static SipHeader Find(string name) => Ascii.IsValid(name) ? Find(Encoding.ASCII.GetBytes(name)) : SipHeader.Other;

    internal static SipHeader Find(ReadOnlySpan<byte> name)
    {
        if (name.Length <= 1)
        {
            return name.IsEmpty ? SipHeader.Other : ByLetter[name[0] & 0x1f | (char.IsAsciiLetter((char)name[0]) ? 0 : 0x20)];
        }

        foreach (var header in ByHash[Hash(name)])
        {
            if (Ascii.EqualsIgnoreCase(name, Names[(int)header]))
            {
                return header;
            }
        }

        return SipHeader.Other;
    }

    /// <summary>The name with colon and space.</summary>
    internal static ReadOnlySpan<byte> PrefixOf(SipHeader header) => Prefixes[(int)header];

    /// <summary>Comma-separated values of these become fields of their own when read, so that each can be taken away alone.</summary>
    internal static bool IsSplit(SipHeader header) => header is SipHeader.Via or SipHeader.Route or SipHeader.RecordRoute or SipHeader.Contact
        or SipHeader.PAssertedIdentity or SipHeader.PPreferredIdentity or SipHeader.Path or SipHeader.ServiceRoute or SipHeader.Diversion;

    /// <summary>Headers that a message has once at most.</summary>
    internal static bool IsSingle(SipHeader header) => header is SipHeader.CSeq or SipHeader.CallId or SipHeader.From or SipHeader.To
        or SipHeader.MaxForwards or SipHeader.ContentLength or SipHeader.ContentType;

    private static int Hash(ReadOnlySpan<byte> name) => (name.Length * 31 + (name[0] | 0x20) * 7 + (name[^1] | 0x20) + (name[name.Length / 2] | 0x20) * 3) % Buckets;

    private static SipHeader[] MakeLetters()
    {
        var table = new SipHeader[64];
        foreach (var (letter, header) in CompactForms)
        {
            table[letter & 0x1f] = header;
        }

        return table;
    }

    private static SipHeader[][] MakeBuckets()
    {
        var buckets = new SipHeader[Buckets][];
        Array.Fill(buckets, []);
        for (var header = SipHeader.Accept; header <= SipHeader.WwwAuthenticate; header++)
        {
            ref var bucket = ref buckets[Hash(Encoding.ASCII.GetBytes(NameOf(header)))];
            bucket = [.. bucket, header];
        }

        return buckets;
    }
}
