namespace Switchroom.Rooms.Forwarding;

/// <summary>
/// Continues VP8's picture ids, base layer indices and key frame indices over a change of layer and over frames left out
/// (RFC 7741 section 4.2: each must grow by one for the decoder to see no loss).
/// </summary>
internal sealed class Vp8Rewriter
{
    private readonly CounterRewriter _pictureIds = new(15);
    private int _tl0Offset;
    private int _lastTl0 = -1;
    private int _keyOffset;
    private int _lastKeyIndex = -1;

    /// <summary>A new source, or the first, begins with this packet.</summary>
    public void SwitchTo(in Vp8Descriptor first)
    {
        _pictureIds.SwitchTo(Math.Max(0, first.PictureId));
        _tl0Offset = _lastTl0 < 0 ? 0 : _lastTl0 + 1 - first.Tl0PictureIndex;
        _keyOffset = _lastKeyIndex < 0 ? 0 : _lastKeyIndex + 1 - first.KeyIndex;
    }

    /// <summary>Leaves out the frame that begins with this packet.</summary>
    public void DropFrame(in Vp8Descriptor descriptor)
    {
        if (descriptor.PictureId >= 0)
        {
            _pictureIds.Drop(descriptor.PictureId);
        }
    }

    /// <summary>The descriptor to send; false when the frame was left out.</summary>
    public bool TryMap(in Vp8Descriptor descriptor, out Vp8Descriptor mapped)
    {
        mapped = descriptor;
        if (descriptor.PictureId >= 0)
        {
            if (!_pictureIds.TryMap(descriptor.PictureId, out var pictureId))
            {
                return false;
            }

            // Always the long form: the source of a later switch may count further than seven bits.
            mapped = mapped with { PictureId = pictureId, IsLongPictureId = true };
        }

        if (descriptor.Tl0PictureIndex >= 0)
        {
            var tl0 = (descriptor.Tl0PictureIndex + _tl0Offset) & 0xff;
            _lastTl0 = _lastTl0 < 0 || (sbyte)(tl0 - _lastTl0) > 0 ? tl0 : _lastTl0;
            mapped = mapped with { Tl0PictureIndex = tl0 };
        }

        if (descriptor.KeyIndex >= 0)
        {
            _lastKeyIndex = (descriptor.KeyIndex + _keyOffset) & 0x1f;
            mapped = mapped with { KeyIndex = _lastKeyIndex };
        }

        return true;
    }
}
