using System.Globalization;

namespace Switchroom.Rtp.Sdp;

/// <summary>Where RTCP goes when it is not the RTP port plus one (<c>a=rtcp</c>, RFC 3605).</summary>
/// <param name="Port">The port.</param>
/// <param name="Connection">The address; null for that of the media.</param>
public sealed record RtcpAddress(int Port, SdpConnection? Connection = null)
{
    /// <summary>The attribute's value.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Port}{(Connection is null ? "" : " " + Connection)}");

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string? value, out RtcpAddress? address)
    {
        address = null;
        var words = new SdpText(value);
        if (!words.TryNumber(out var port) || port > 65535)
        {
            return false;
        }

        SdpConnection? connection = null;
        if (!words.Rest.Trim(' ').IsEmpty && !SdpConnection.TryParse(words.Rest, out connection))
        {
            return false;
        }

        address = new RtcpAddress(port, connection);
        return true;
    }
}
