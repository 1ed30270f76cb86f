using System.Buffers.Binary;

namespace Switchroom.WebRtc.Dtls;

/// <summary>Cuts OpenSSL's output into datagrams (RFC 6347 section 4.1: records never span datagrams, several may share one).</summary>
internal static class DtlsFlight
{
    internal const int RecordHeaderLength = 13;

    /// <summary>Bytes of the first datagram of at most <paramref name="limit"/> bytes, made of whole records; one record may exceed it.</summary>
    internal static int NextDatagram(ReadOnlySpan<byte> records, int limit)
    {
        var taken = 0;
        while (records.Length - taken >= RecordHeaderLength)
        {
            var record = RecordHeaderLength + BinaryPrimitives.ReadUInt16BigEndian(records[(taken + 11)..]);
            if (record > records.Length - taken || (taken > 0 && taken + record > limit))
            {
                break;
            }

            taken += record;
        }

        return taken > 0 ? taken : records.Length;
    }
}
