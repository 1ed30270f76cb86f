using System.Globalization;

namespace Switchroom.Rtp.Sdp;

/// <summary>An ICE candidate (<c>a=candidate</c>, RFC 8839 section 5.1). Addresses stay text: they may be mDNS names.</summary>
/// <param name="Foundation">Candidates of one base and type share it.</param>
/// <param name="Component">1 for RTP, 2 for RTCP.</param>
/// <param name="Transport">udp or tcp, compared without case.</param>
/// <param name="Priority">Higher is better.</param>
/// <param name="Address">An IP address or a name.</param>
/// <param name="Port">The port.</param>
public sealed record IceCandidateAttribute(string Foundation, int Component, string Transport, uint Priority, string Address, int Port)
{
    /// <summary>host, srflx, prflx or relay.</summary>
    public string Type { get; init; } = "host";

    /// <summary>All behind the type, such as <c>raddr 0.0.0.0 rport 9 tcptype passive generation 0</c>; null when nothing is.</summary>
    public string? Extensions { get; init; }

    /// <summary>The value behind a name among <see cref="Extensions"/>; null when absent.</summary>
    public string? Extension(string name)
    {
        var words = Extensions?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        for (var i = 0; i + 1 < words.Length; i += 2)
        {
            if (words[i] == name)
            {
                return words[i + 1];
            }
        }

        return null;
    }

    /// <summary>The attribute's value.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Foundation} {Component} {Transport} {Priority} {Address} {Port} typ {Type}{(Extensions is null ? "" : " " + Extensions)}");

    /// <summary>Reads the attribute's value, with or without <c>candidate:</c> in front, as browsers signal it outside SDP.</summary>
    public static bool TryParse(string value, out IceCandidateAttribute? candidate)
    {
        candidate = null;
        var text = value.StartsWith("candidate:", StringComparison.Ordinal) ? value.AsSpan("candidate:".Length) : value;
        var words = new SdpText(text);
        var foundation = words.Word();
        if (!words.TryNumber(out var component))
        {
            return false;
        }

        var transport = words.Word();
        if (!SdpText.TryUnsigned(words.Word(), out var priority))
        {
            return false;
        }

        var address = words.Word();
        if (!words.TryNumber(out var port) || port > 65535 || words.Word() is not "typ")
        {
            return false;
        }

        var type = words.Word();
        var rest = words.Rest.Trim(' ');
        if (type.IsEmpty)
        {
            return false;
        }

        candidate = new(foundation.ToString(), component, transport.ToString(), priority, address.ToString(), port)
        {
            Type = type.ToString(),
            Extensions = rest.IsEmpty ? null : rest.ToString(),
        };
        return true;
    }
}
