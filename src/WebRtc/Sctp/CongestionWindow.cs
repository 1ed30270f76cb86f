namespace Switchroom.WebRtc.Sctp;

/// <summary>Slow start, congestion avoidance and fast recovery (RFC 9260 section 7.2).</summary>
internal sealed class CongestionWindow
{
    private const int Mtu = SctpPacket.MaxLength;

    private int _threshold = int.MaxValue;
    private int _partial;
    private uint? _recoveryPoint;

    internal int Size { get; private set; } = 10 * Mtu;

    /// <summary>The cumulative acknowledgement moved by so many bytes; growth counts only while the window was in use.</summary>
    internal void Acknowledge(int bytes, int flightBefore, uint cumulative)
    {
        if (_recoveryPoint is { } point && !Tsn.IsAfter(point, cumulative))
        {
            _recoveryPoint = null;
        }

        if (_recoveryPoint is not null || flightBefore < Size - Mtu)
        {
            return;
        }

        if (Size <= _threshold)
        {
            Size += Math.Min(bytes, 2 * Mtu);
            return;
        }

        _partial += bytes;
        if (_partial >= Size)
        {
            _partial -= Size;
            Size += Mtu;
        }
    }

    /// <summary>A fragment was missed three times: halves once per recovery.</summary>
    internal void Lose(uint highestSent)
    {
        if (_recoveryPoint is null)
        {
            _recoveryPoint = highestSent;
            _threshold = Math.Max(Size / 2, 4 * Mtu);
            Size = _threshold;
            _partial = 0;
        }
    }

    /// <summary>T3-rtx expired.</summary>
    internal void Expire()
    {
        _threshold = Math.Max(Size / 2, 4 * Mtu);
        Size = Mtu;
        _partial = 0;
        _recoveryPoint = null;
    }
}
