using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>
/// Reads one message from its bytes. Never throws; refuses what breaks the grammar where an agent depends on it, and keeps everything else as it is.
/// Values are checked here without copying and made into objects when first asked for.
/// </summary>
public static class SipParser
{
    /// <summary>Reads a datagram, or one whole message of a stream.</summary>
    /// <param name="bytes">Copied.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="message">
    /// The message. Also set together with an error when as much of it was read as a refusal needs; then only <see cref="Refusal.ResponseTo"/> may use it.
    /// </param>
    public static SipParseError Parse(ReadOnlySpan<byte> bytes, SipLimits limits, out SipMessage? message)
    {
        message = null;
        var start = bytes.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (start < 0)
        {
            return SipParseError.KeepAlive;
        }

        bytes = bytes[start..];
        var headerLength = bytes.IndexOf("\r\n\r\n"u8) + 4;
        if (headerLength < 4)
        {
            return SipParseError.Truncated;
        }

        if (headerLength > Math.Min(limits.MaxHeaderBytes, ushort.MaxValue))
        {
            return SipParseError.TooLarge;
        }

        return new MessageReading(bytes.ToArray(), headerLength, limits).Run(out message);
    }
}
