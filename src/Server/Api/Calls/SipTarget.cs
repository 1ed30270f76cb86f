using System.Text;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Api.Calls;

/// <summary>A SIP URI to call, and the headers that stood behind its question mark.</summary>
/// <param name="Uri">The URI without headers (RFC 3261 section 19.1.5).</param>
/// <param name="User">Its user part without escapes; empty where it has none.</param>
/// <param name="Headers">Names beginning with <c>X-</c>, and their decoded values.</param>
internal sealed record SipTarget(string Uri, string User, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>Most characters of the whole.</summary>
    public const int Longest = 2048;

    private const string Scheme = "sip:";
    private const int MostHeaders = 32;

    /// <summary>Reads what a request gave; a null <paramref name="problem"/> means it can be called.</summary>
    public static SipTarget? Read(string text, string name, out string? problem)
    {
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var uri = question < 0 ? text : text[..question];
        problem = null;
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            problem = "Invalid SIP URI, must start with 'sip:'";
        }
        else if (text.Length > Longest)
        {
            problem = $"{name} length must be less than or equal to {Longest}";
        }
        else if (SipUri.TryParse(uri, out var parsed) && parsed is { Scheme: SipUriScheme.Sip })
        {
            var headers = ReadHeaders(question < 0 ? "" : text[(question + 1)..], out problem);
            return problem is null ? new SipTarget(uri, parsed.User ?? "", headers) : null;
        }
        else
        {
            problem = $"Invalid SIP URI, must be sip:user@host [Received {name}={uri}]";
        }

        return null;
    }

    private static List<(string, string)> ReadHeaders(string text, out string? problem)
    {
        problem = null;
        var headers = new List<(string, string)>();
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : System.Uri.UnescapeDataString(pair[(equals + 1)..]);
            problem = HeaderText.ExtraNameProblem(name) ?? HeaderText.ValueProblem(name, value)
                ?? (headers.Count == MostHeaders ? $"sipUri must not have more than {MostHeaders} headers" : null);
            if (problem is not null)
            {
                break;
            }

            headers.Add((name, value));
        }

        return headers;
    }
}
