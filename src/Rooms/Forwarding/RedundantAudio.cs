namespace Switchroom.Rooms.Forwarding;

/// <summary>Redundant audio (RFC 2198): blocks with four-octet headers, then the newest block with a header of one octet.</summary>
internal static class RedundantAudio
{
    /// <summary>The newest block, for a receiver that does not speak RED; false when the packet contradicts itself.</summary>
    public static bool TryReadPrimary(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> primary)
    {
        primary = default;
        var at = 0;
        var skipped = 0;
        while (at < payload.Length && (payload[at] & 0x80) != 0)
        {
            if (payload.Length < at + 4)
            {
                return false;
            }

            skipped += ((payload[at + 2] & 0x03) << 8) | payload[at + 3];
            at += 4;
        }

        if (payload.Length < at + 1 + skipped)
        {
            return false;
        }

        primary = payload[(at + 1 + skipped)..];
        return true;
    }
}
