using System.Net;
using System.Text;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Dialogs;

/// <summary>
/// What withdraws an INVITE that outlives its process: its CANCEL, which the far end matches by the INVITE's branch (RFC 3261 section 9.1), and where
/// to. Told by <see cref="Calls.CallSent"/>, kept as text, and used by <see cref="Calls.WithdrawCall"/>.
/// </summary>
public sealed record Withdrawal
{
    /// <summary>Longest text that is written or read, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    private const string Mark = "CANCEL-TO ";

    /// <summary>Where the INVITE went. Over a connection the CANCEL opens another one: it is matched by its branch, not by how it came (RFC 3261 17.2.3).</summary>
    public required SipTarget Target { get; init; }

    /// <summary>The CANCEL as it goes out.</summary>
    public required SipRequest Cancel { get; init; }

    /// <summary>The text to keep; null if it is larger than the bounds.</summary>
    public string? ToText()
    {
        var way = Target.Transport == SipTransport.Udp ? "" : $" {Target.Transport.ToString().ToLowerInvariant()} {Target.TlsName}".TrimEnd();
        var text = $"{Mark}{Target.Address}{way}\r\n{Encoding.UTF8.GetString(Cancel.ToBytes())}";
        return text.Length <= MaxLength ? text : null;
    }

    /// <summary>Reads what <see cref="ToText"/> wrote; false for anything else.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Withdrawal? withdrawal)
    {
        withdrawal = null;
        var end = text.IndexOf("\r\n", StringComparison.Ordinal);
        if (text.Length > MaxLength || end < 0 || !text.StartsWith(Mark, StringComparison.Ordinal) || TargetOf(text[Mark.Length..end]) is not { } target)
        {
            return false;
        }

        if (SipParser.Parse(Encoding.UTF8.GetBytes(text[(end + 2)..]), SipLimits.Default, out var message) != SipParseError.None
            || message is not SipRequest { Via.Branch: not null } cancel || cancel.Method != SipMethod.Cancel)
        {
            return false;
        }

        withdrawal = new Withdrawal { Target = target, Cancel = cancel };
        return true;
    }

    private static SipTarget? TargetOf(string text)
    {
        var parts = text.Split(' ');
        return !IPEndPoint.TryParse(parts[0], out var address) ? null : parts.AsSpan(1) switch
        {
            [] => new SipTarget(SipTransport.Udp, address),
            ["tcp"] => new SipTarget(SipTransport.Tcp, address),
            ["tls"] => new SipTarget(SipTransport.Tls, address),
            ["tls", var name] => new SipTarget(SipTransport.Tls, address, name),
            _ => null,
        };
    }
}
