namespace Switchroom.Rooms.Forwarding.Scalable;

//       0 1 2 3 4 5 6 7
//      +-+-+-+-+-+-+-+-+
//      |I|P|L|F|B|E|V|Z| (REQUIRED)
//      +-+-+-+-+-+-+-+-+
// I:   |M| PICTURE ID  | (7 bits, or 15 where M)
//      +-+-+-+-+-+-+-+-+
// L:   | TID |U| SID |D|
//      +-+-+-+-+-+-+-+-+
//      |   TL0PICIDX   | (where not F)
//      +-+-+-+-+-+-+-+-+

/// <summary>
/// The layers in the payload descriptor before each VP9 packet (RFC 9628 section 4.2). Picture ids and what refers to them are left as they are: frames name
/// those they need by differences of picture ids, or by their place in a pattern of them, so that numbers which closed up over left-out frames would be wrong.
/// </summary>
internal static class Vp9Descriptor
{
    private const byte PictureIdPresent = 0x80, InterPredicted = 0x40, LayersPresent = 0x20, Start = 0x08, End = 0x04;

    /// <summary>Reads where a packet lies; false when it does not say.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out LayerPosition position)
    {
        position = default;
        if (payload.IsEmpty || (payload[0] & LayersPresent) == 0)
        {
            return false;
        }

        var flags = payload[0];
        var at = 1;
        if ((flags & PictureIdPresent) != 0)
        {
            at += payload.Length > at && (payload[at] & 0x80) != 0 ? 2 : 1;
        }

        if (payload.Length <= at)
        {
            return false;
        }

        position = new LayerPosition
        {
            IsKnown = true,
            Spatial = (byte)((payload[at] >> 1) & 7),
            Temporal = (byte)(payload[at] >> 5),
            StartsFrame = (flags & Start) != 0,
            EndsFrame = (flags & End) != 0,
            NeedsOtherPictures = (flags & InterPredicted) != 0,
            MayRaiseTemporal = (payload[at] & 0x10) != 0,
        };
        return true;
    }
}
