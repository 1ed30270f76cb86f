using System.Net;

namespace Switchroom.Rooms.Phone;

/// <summary>
/// Where the far end of a leg really is (symmetric RTP, RFC 4961). The address in SDP wins whenever it speaks; behind a NAT the first valid source does,
/// for as long as a better one may still show up. After that a stranger cannot take it over; only authentic SRTP can move it. Where the far end does ICE,
/// its checks decide from the first one on, and nothing else does.
/// </summary>
internal sealed class SourceLatch(LegIce ice)
{
    /// <summary>How long after its first packet a source can still be outdone by a better one.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    /// <summary>After so much silence another port of the same address may take over, as NATs forget.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The source of before a description named another address is believed gone after so much silence.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(200);

    private IPEndPoint? _latched;
    private IPEndPoint? _former;
    private TimeSpan _windowEnd;
    private TimeSpan _lastHeard;

    /// <summary>How well a source fits what SDP said.</summary>
    private enum Fit
    {
        Former,
        Other,
        SameAddress,
        Exact,
    }

    /// <summary>What SDP said; null when it named no address.</summary>
    public IPEndPoint? Signalled { get; private set; }

    /// <summary>Where packets come from; null before the first.</summary>
    public IPEndPoint? Latched => ice.Nominated ?? _latched;

    /// <summary>Where to send. A far end that does ICE gets nothing before it checks or sends (RFC 8445 section 12.1.2).</summary>
    public IPEndPoint? Target => Latched ?? (ice.IsAgreed ? null : Signalled);

    /// <summary>A description named an address. The same as before changes nothing: a NAT between us has not moved.</summary>
    public void Expect(IPEndPoint? signalled)
    {
        if (signalled is null || signalled.Equals(Signalled))
        {
            return;
        }

        (Signalled, _former, _latched) = (signalled, _latched ?? _former, null);
    }

    /// <summary>Whether a valid packet from this source is taken.</summary>
    /// <param name="from">The source.</param>
    /// <param name="isProven">SRTP proved that the far end sent it.</param>
    /// <param name="now">The time.</param>
    public bool Admit(IPEndPoint from, bool isProven, TimeSpan now)
    {
        if (ice.Nominated is not null)
        {
            return ice.Knows(from);
        }

        if (ReferenceEquals(from, _latched) || from.Equals(_latched))
        {
            _lastHeard = now;
            return true;
        }

        if (!isProven && !MayReplace(from, now))
        {
            return false;
        }

        if (_latched is null)
        {
            _windowEnd = now + Window;
        }

        (_latched, _lastHeard) = (from, now);
        return true;
    }

    private bool MayReplace(IPEndPoint from, TimeSpan now)
    {
        if (_latched is null)
        {
            return true;
        }

        if (now < _windowEnd)
        {
            // What was on its way from where sound came from before must not keep the new place out, which behind a NAT no description names.
            var (fit, latched) = (FitOf(from), FitOf(_latched));
            return fit > latched && (latched != Fit.Former || fit != Fit.Other || now - _lastHeard >= Farewell);
        }

        return now - _lastHeard >= Patience && from.Address.Equals(_latched.Address);
    }

    private Fit FitOf(IPEndPoint from) =>
        from.Equals(Signalled) ? Fit.Exact
        : Signalled is not null && from.Address.Equals(Signalled.Address) ? Fit.SameAddress
        : from.Equals(_former) ? Fit.Former
        : Fit.Other;
}
