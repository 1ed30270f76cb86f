using System.Buffers.Binary;

namespace Switchroom.WebRtc.Sctp;

/// <summary>The receiving half of an association: takes DATA and FORWARD-TSN, decides when and what to acknowledge (RFC 9260 section 6.2).</summary>
internal sealed class IncomingData(uint peerInitialTsn, int maxMessage)
{
    /// <summary>The window announced when nothing is held.</summary>
    internal const int Window = 512 * 1024;

    /// <summary>Most fragments held: bounds memory against tiny ones.</summary>
    internal const int MaxHeld = 4096;

    private const int MaxGapBlocks = 64;
    private static readonly TimeSpan AcknowledgementDelay = TimeSpan.FromMilliseconds(50);

    private readonly TsnGaps _tsns = new(peerInitialTsn - 1);
    private readonly List<uint> _duplicates = [];
    private int _packetsSinceSack;
    private bool _immediate;

    internal Reassembly Reassembly { get; } = new(maxMessage);

    internal uint CumulativeTsn => _tsns.Cumulative;

    /// <summary>
    /// Whether more is held than any sender within the rules makes us hold: what fills the first gap is taken beyond the window, and a message that never
    /// ends, or waits for one that was never sent, would have us take it for ever.
    /// </summary>
    internal bool IsOverrun => Reassembly.HeldBytes > Window + maxMessage + SctpPacket.MaxLength || Reassembly.HeldCount > 2 * MaxHeld;

    /// <summary>When an acknowledgement must leave at the latest.</summary>
    internal TimeSpan? SackDue { get; private set; }

    internal void HandleData(in DataChunk chunk)
    {
        _immediate |= (chunk.Flags & DataChunk.ImmediateFlag) != 0;
        if (_tsns.Contains(chunk.Tsn))
        {
            _immediate = true;
            if (_duplicates.Count < 16)
            {
                _duplicates.Add(chunk.Tsn);
            }

            return;
        }

        // What fills the first gap is always taken: it frees more than it holds.
        var full = Reassembly.HeldBytes + chunk.Payload.Length > Window || Reassembly.HeldCount >= MaxHeld;
        var tooFar = Tsn.IsAfter(chunk.Tsn, _tsns.Cumulative + (2 * MaxHeld));
        if (((full || tooFar) && chunk.Tsn != _tsns.Cumulative + 1) || !_tsns.TryAdd(chunk.Tsn))
        {
            _immediate = true;
            return;
        }

        _immediate |= _tsns.Islands.Count > 0;
        Reassembly.Add(chunk);
    }

    /// <summary>FORWARD-TSN (RFC 3758 section 3.2): new cumulative TSN, then pairs of stream and last skipped sequence.</summary>
    internal void HandleForwardTsn(ReadOnlySpan<byte> value)
    {
        _immediate = true;
        if (value.Length < 4)
        {
            return;
        }

        var tsn = BinaryPrimitives.ReadUInt32BigEndian(value);
        if (!Tsn.IsAfter(tsn, _tsns.Cumulative) || Tsn.IsAfter(tsn, _tsns.Cumulative + (4 * MaxHeld)))
        {
            return;
        }

        _tsns.AdvanceTo(tsn);
        Reassembly.DropUpTo(tsn);
        for (var rest = value[4..]; rest.Length >= 4; rest = rest[4..])
        {
            Reassembly.Skip(BinaryPrimitives.ReadUInt16BigEndian(rest), BinaryPrimitives.ReadUInt16BigEndian(rest[2..]));
        }
    }

    /// <summary>A packet that carried any of the above ended: sets when to acknowledge it.</summary>
    internal void EndPacket(TimeSpan now)
    {
        _packetsSinceSack++;
        var due = _immediate || _packetsSinceSack >= 2 ? now : now + AcknowledgementDelay;
        SackDue = SackDue is { } earlier && earlier < due ? earlier : due;
    }

    /// <summary>Writes a SACK (RFC 9260 section 3.3.4) when one is due or when a packet leaves anyway.</summary>
    internal bool TryWriteSack(ref SctpPacketWriter writer, TimeSpan now, bool packetLeavesAnyway)
    {
        if (SackDue is not { } due || (due > now && !packetLeavesAnyway))
        {
            return false;
        }

        var blocks = Math.Min(Math.Min(_tsns.Islands.Count, MaxGapBlocks), (writer.Room - 12) / 4);
        if (blocks < 0)
        {
            return false;
        }

        var duplicates = Math.Min(_duplicates.Count, (writer.Room - 12 - (4 * blocks)) / 4);
        var value = writer.Add(SctpChunkType.Sack, 0, 12 + (4 * blocks) + (4 * duplicates));
        BinaryPrimitives.WriteUInt32BigEndian(value, _tsns.Cumulative);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)Math.Max(0, Window - Reassembly.HeldBytes));
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], (ushort)blocks);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], (ushort)duplicates);
        value = value[12..];
        for (var i = 0; i < blocks; i++, value = value[4..])
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, (ushort)(_tsns.Islands[i].First - _tsns.Cumulative));
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)(_tsns.Islands[i].Last - _tsns.Cumulative));
        }

        for (var i = 0; i < duplicates; i++, value = value[4..])
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, _duplicates[i]);
        }

        _duplicates.Clear();
        _packetsSinceSack = 0;
        _immediate = false;
        SackDue = null;
        return true;
    }
}
