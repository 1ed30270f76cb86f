using System.Buffers.Binary;

namespace Switchroom.Rtp.Srtp;

/// <summary>
/// SRTP and SRTCP in one direction under one master key (RFC 3711, RFC 7714): a sender's session protects, a receiver's unprotects.
/// Works in place, allocates only for a source not seen before, and is used by one thread at a time.
/// </summary>
public sealed class SrtpSession : IDisposable
{
    /// <summary>Sources that one session keeps state for.</summary>
    public const int MaxStreams = 512;

    private const int RtcpHeaderLength = 8;
    private const uint EncryptedFlag = 0x8000_0000;
    private const long MaxRtpIndex = (1L << 48) - 1;
    private const long MaxRtcpIndex = int.MaxValue;
    private readonly SrtpTransform _rtp;
    private readonly SrtpTransform _rtcp;
    private readonly byte[] _mki;
    private readonly Dictionary<uint, SrtpStream> _streams = [];
    private SrtpStream? _latest;

    /// <summary>Derives the session keys of <paramref name="key"/>.</summary>
    public SrtpSession(SrtpMasterKey key)
    {
        Profile = key.Profile;
        _rtp = SrtpTransform.ForRtp(key);
        _rtcp = SrtpTransform.ForRtcp(key);
        _mki = key.Mki.ToBytes();
    }

    /// <summary>How packets are protected.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>Octets <see cref="TryProtect"/> adds.</summary>
    public int RtpOverhead => _rtp.TagLength + _mki.Length;

    /// <summary>Octets <see cref="TryProtectRtcp"/> adds.</summary>
    public int RtcpOverhead => _rtcp.TagLength + SrtpProfiles.IndexWordLength + _mki.Length;

    /// <summary>Why the latest call returned false.</summary>
    public SrtpRefusal LastRefusal { get; private set; }

    /// <summary>Null when the native library is there, else a sentence that says what to install.</summary>
    public static string? MissingLibrary() => LibCrypto.Missing();

    /// <summary>Protects the RTP packet in <c>buffer[..length]</c>. A sequence number of a source is protected once: repeating it under one key would reveal both.</summary>
    /// <param name="buffer">The packet, with room for <see cref="RtpOverhead"/> behind it.</param>
    /// <param name="length">Octets of the plain packet.</param>
    /// <param name="written">Octets of the protected packet.</param>
    public bool TryProtect(Span<byte> buffer, int length, out int written)
    {
        written = 0;
        if (!TryHeaderLength(buffer, length, out var header))
        {
            return Refuse(SrtpRefusal.Malformed);
        }

        if (buffer.Length - length < RtpOverhead)
        {
            return Refuse(SrtpRefusal.BufferTooSmall);
        }

        var stream = Find(BinaryPrimitives.ReadUInt32BigEndian(buffer[8..]), out var isNew);
        if (stream is null)
        {
            return Refuse(SrtpRefusal.TooManyStreams);
        }

        var index = stream.GuessIndex(BinaryPrimitives.ReadUInt16BigEndian(buffer[2..]));
        if (!Admit(stream.Rtp, index, MaxRtpIndex))
        {
            return false;
        }

        var (tagAt, mkiAt) = RtpTrailer(length);
        _rtp.Protect(buffer[..length], header, RtpIndex(stream, index), buffer.Slice(tagAt, _rtp.TagLength));
        _mki.CopyTo(buffer[mkiAt..]);
        Keep(stream, isNew).Rtp.Add(index);
        written = length + RtpOverhead;
        return true;
    }

    /// <summary>Checks and decrypts the SRTP packet in <c>buffer[..length]</c>; after a refusal the payload may be garbage.</summary>
    /// <param name="buffer">The protected packet.</param>
    /// <param name="length">Octets of the protected packet.</param>
    /// <param name="written">Octets of the plain packet.</param>
    public bool TryUnprotect(Span<byte> buffer, int length, out int written)
    {
        written = 0;
        var plain = length - RtpOverhead;
        if (!TryHeaderLength(buffer, plain, out var header))
        {
            return Refuse(SrtpRefusal.Malformed);
        }

        var (tagAt, mkiAt) = RtpTrailer(plain);
        if (!buffer.Slice(mkiAt, _mki.Length).SequenceEqual(_mki))
        {
            return Refuse(SrtpRefusal.WrongKeyName);
        }

        var stream = Find(BinaryPrimitives.ReadUInt32BigEndian(buffer[8..]), out var isNew);
        if (stream is null)
        {
            return Refuse(SrtpRefusal.TooManyStreams);
        }

        var index = stream.GuessIndex(BinaryPrimitives.ReadUInt16BigEndian(buffer[2..]));
        if (!Admit(stream.Rtp, index, MaxRtpIndex))
        {
            return false;
        }

        if (!_rtp.Unprotect(buffer[..plain], header, RtpIndex(stream, index), buffer.Slice(tagAt, _rtp.TagLength)))
        {
            return Refuse(SrtpRefusal.NotAuthentic);
        }

        Keep(stream, isNew).Rtp.Add(index);
        written = plain;
        return true;
    }

    /// <summary>Protects the compound RTCP packet in <c>buffer[..length]</c>, with room for <see cref="RtcpOverhead"/> behind it.</summary>
    public bool TryProtectRtcp(Span<byte> buffer, int length, out int written)
    {
        written = 0;
        if (length < RtcpHeaderLength || length > buffer.Length)
        {
            return Refuse(SrtpRefusal.Malformed);
        }

        if (buffer.Length - length < RtcpOverhead)
        {
            return Refuse(SrtpRefusal.BufferTooSmall);
        }

        var stream = Find(BinaryPrimitives.ReadUInt32BigEndian(buffer[4..]), out var isNew);
        if (stream is null)
        {
            return Refuse(SrtpRefusal.TooManyStreams);
        }

        var index = stream.Rtcp.Highest + 1;
        if (!Admit(stream.Rtcp, index, MaxRtcpIndex))
        {
            return false;
        }

        var word = EncryptedFlag | (uint)index;
        var (tagAt, wordAt, mkiAt) = RtcpTrailer(length);
        _rtcp.Protect(buffer[..length], RtcpHeaderLength, new(stream.Ssrc, (ulong)index, word), buffer.Slice(tagAt, _rtcp.TagLength));
        BinaryPrimitives.WriteUInt32BigEndian(buffer[wordAt..], word);
        _mki.CopyTo(buffer[mkiAt..]);
        Keep(stream, isNew).Rtcp.Add(index);
        written = length + RtcpOverhead;
        return true;
    }

    /// <summary>Checks and decrypts the SRTCP packet in <c>buffer[..length]</c>; after a refusal the content may be garbage.</summary>
    public bool TryUnprotectRtcp(Span<byte> buffer, int length, out int written)
    {
        written = 0;
        var plain = length - RtcpOverhead;
        if (plain < RtcpHeaderLength || length > buffer.Length)
        {
            return Refuse(SrtpRefusal.Malformed);
        }

        var (tagAt, wordAt, mkiAt) = RtcpTrailer(plain);
        if (!buffer.Slice(mkiAt, _mki.Length).SequenceEqual(_mki))
        {
            return Refuse(SrtpRefusal.WrongKeyName);
        }

        var word = BinaryPrimitives.ReadUInt32BigEndian(buffer[wordAt..]);
        if ((word & EncryptedFlag) == 0)
        {
            return Refuse(SrtpRefusal.NotEncrypted);
        }

        var stream = Find(BinaryPrimitives.ReadUInt32BigEndian(buffer[4..]), out var isNew);
        if (stream is null)
        {
            return Refuse(SrtpRefusal.TooManyStreams);
        }

        var index = (long)(word & ~EncryptedFlag);
        if (!Admit(stream.Rtcp, index, MaxRtcpIndex))
        {
            return false;
        }

        if (!_rtcp.Unprotect(buffer[..plain], RtcpHeaderLength, new(stream.Ssrc, (ulong)index, word), buffer.Slice(tagAt, _rtcp.TagLength)))
        {
            return Refuse(SrtpRefusal.NotAuthentic);
        }

        Keep(stream, isNew).Rtcp.Add(index);
        written = plain;
        return true;
    }

    /// <summary>Forgets a source that left, so that its place under <see cref="MaxStreams"/> is free. Only for receivers: a sender must never restart an index.</summary>
    public void Forget(Ssrc ssrc)
    {
        _streams.Remove(ssrc.Value);
        _latest = null;
    }

    /// <summary>Frees the native contexts.</summary>
    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    private static SrtpTransform.PacketIndex RtpIndex(SrtpStream stream, long index) => new(stream.Ssrc, (ulong)index, (uint)(index >> 16));

    private static bool TryHeaderLength(ReadOnlySpan<byte> buffer, int length, out int header)
    {
        header = 0;
        if (length < RtpPacket.FixedHeaderLength || length > buffer.Length || buffer[0] >> 6 != RtpPacket.Version)
        {
            return false;
        }

        header = RtpPacket.FixedHeaderLength + 4 * (buffer[0] & 0x0f);
        if ((buffer[0] & 0x10) != 0)
        {
            if (length < header + 4)
            {
                return false;
            }

            header += 4 + 4 * BinaryPrimitives.ReadUInt16BigEndian(buffer[(header + 2)..]);
        }

        return header <= length;
    }

    // The AEAD tag belongs to the ciphertext and precedes the index word and the key's name; an HMAC tag covers the word and is last.
    private (int TagAt, int MkiAt) RtpTrailer(int length) =>
        Profile.IsAead() ? (length, length + _rtp.TagLength) : (length + _mki.Length, length);

    private (int TagAt, int WordAt, int MkiAt) RtcpTrailer(int length)
    {
        var behindWord = length + SrtpProfiles.IndexWordLength;
        return Profile.IsAead()
            ? (length, length + _rtcp.TagLength, behindWord + _rtcp.TagLength)
            : (behindWord + _mki.Length, length, behindWord);
    }

    private bool Admit(ReplayWindow window, long index, long limit)
    {
        LastRefusal = index > limit ? SrtpRefusal.KeyExhausted : window.Check(index);
        return LastRefusal == SrtpRefusal.None;
    }

    // A source is kept only after its first packet proved authentic, so a forger cannot fill the table.
    private SrtpStream? Find(uint ssrc, out bool isNew)
    {
        isNew = false;
        if (_latest?.Ssrc == ssrc)
        {
            return _latest;
        }

        if (_streams.TryGetValue(ssrc, out var stream))
        {
            return _latest = stream;
        }

        isNew = true;
        return _streams.Count < MaxStreams ? new SrtpStream(ssrc) : null;
    }

    private SrtpStream Keep(SrtpStream stream, bool isNew)
    {
        if (isNew)
        {
            _streams.Add(stream.Ssrc, stream);
            _latest = stream;
        }

        return stream;
    }

    private bool Refuse(SrtpRefusal refusal)
    {
        LastRefusal = refusal;
        return false;
    }
}
