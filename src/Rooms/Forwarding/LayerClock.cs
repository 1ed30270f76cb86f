namespace Switchroom.Rooms.Forwarding;

/// <summary>
/// Which instant an RTP time of one stream means, by its sender reports (RFC 3550 section 6.4.1). Layers of one picture start at random times; their
/// reports, which share the publisher's wall clock, say how they relate.
/// </summary>
internal sealed class LayerClock(int clockRate)
{
    private ulong _ntp;
    private uint _rtp;

    /// <summary>True after the first report.</summary>
    public bool IsKnown { get; private set; }

    public int ClockRate => clockRate;

    public void Report(ulong ntp, uint rtp)
    {
        _ntp = ntp;
        _rtp = rtp;
        IsKnown = true;
    }

    /// <summary>The publisher's time of an RTP timestamp, in ticks of the RTP clock since 1900 (reduced, so only differences mean anything).</summary>
    public long InstantOf(uint timestamp)
    {
        var seconds = (long)(_ntp >> 32);
        var fraction = (long)(((_ntp & 0xffff_ffff) * (ulong)clockRate) >> 32);
        return seconds * clockRate + fraction + (int)(timestamp - _rtp);
    }
}
