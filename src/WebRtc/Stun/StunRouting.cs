using System.Text;

namespace Switchroom.WebRtc.Stun;

/// <summary>What a worker that shares one socket among many peers reads from a datagram before it knows whose it is.</summary>
public static class StunRouting
{
    /// <summary>Longest user name fragment taken (RFC 8445 section 5.3).</summary>
    public const int MaxUfrag = 256;

    /// <summary>Whether a datagram is STUN by its first byte (RFC 7983 section 7).</summary>
    public static bool IsStun(ReadOnlySpan<byte> datagram) => datagram.Length >= StunMessage.HeaderLength && datagram[0] < 4;

    /// <summary>
    /// Reads our user name fragment from a binding request: the part of USERNAME before the colon (RFC 8445 section 7.2.2).
    /// Unauthenticated: the peer it names must still check the message.
    /// </summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="ufrag">Room for <see cref="MaxUfrag"/> characters.</param>
    /// <param name="length">Characters written.</param>
    public static bool TryReadLocalUfrag(ReadOnlySpan<byte> datagram, Span<char> ufrag, out int length)
    {
        length = 0;
        if (!StunMessage.TryParse(datagram, out var message) || message.Type != StunType.BindingRequest)
        {
            return false;
        }

        var colon = message.Username.IndexOf((byte)':');
        return colon > 0 && colon <= ufrag.Length && Encoding.UTF8.TryGetChars(message.Username[..colon], ufrag, out length);
    }
}
