using System.Net;
using System.Text;
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

    /// <summary>Where the INVITE went, over UDP: a connection does not outlive its process.</summary>
    public required IPEndPoint Remote { get; init; }

    /// <summary>The CANCEL as it goes out.</summary>
    public required SipRequest Cancel { get; init; }

    /// <summary>The text to keep; null if it is larger than the bounds.</summary>
    public string? ToText()
    {
        var text = $"{Mark}{Remote}\r\n{Encoding.UTF8.GetString(Cancel.ToBytes())}";
        return text.Length <= MaxLength ? text : null;
    }

    /// <summary>Reads what <see cref="ToText"/> wrote; false for anything else.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Withdrawal? withdrawal)
    {
        withdrawal = null;
        var end = text.IndexOf("\r\n", StringComparison.Ordinal);
        if (text.Length > MaxLength || end < 0 || !text.StartsWith(Mark, StringComparison.Ordinal) || !IPEndPoint.TryParse(text.AsSpan(Mark.Length, end - Mark.Length), out var remote))
        {
            return false;
        }

        if (SipParser.Parse(Encoding.UTF8.GetBytes(text[(end + 2)..]), SipLimits.Default, out var message) != SipParseError.None
            || message is not SipRequest { Via.Branch: not null } cancel || cancel.Method != SipMethod.Cancel)
        {
            return false;
        }

        withdrawal = new Withdrawal { Remote = remote, Cancel = cancel };
        return true;
    }
}
