using System.Net;
using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>What an offer and its answer settled, seen from our side. Immutable: a new agreement replaces it whole.</summary>
public sealed record AudioAgreement
{
    /// <summary>What we send, under the payload type that they gave it.</summary>
    public required AudioFormat Send { get; init; }

    /// <summary>Everything they may send, under the payload types that we gave.</summary>
    public required IReadOnlyList<AudioFormat> Receive { get; init; }

    /// <summary>How we send keys: the telephone-event format of our codec's clock rate, else any; null when they take none.</summary>
    public AudioFormat? SendEvents { get; init; }

    /// <summary>How we send comfort noise; null when they take none.</summary>
    public AudioFormat? SendComfortNoise { get; init; }

    /// <summary>Who sends, seen from us: what we may do is in <see cref="MediaDirection.SendOnly"/> and <see cref="MediaDirection.RecvOnly"/>.</summary>
    public required MediaDirection Direction { get; init; }

    /// <summary>They put us on hold: they do not want to hear us.</summary>
    public bool HeldByThem => (Direction & MediaDirection.SendOnly) == 0;

    /// <summary>Where their description says to send RTP; null when it is a host name or nowhere (hold in the style of RFC 2543).</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>Where to send RTCP; null as for <see cref="Remote"/>.</summary>
    public IPEndPoint? RemoteRtcp { get; init; }

    /// <summary>RTCP shares the RTP port.</summary>
    public bool RtcpMux { get; init; }

    /// <summary>Milliseconds of sound we put into a packet: what they asked for, within 10 to 60.</summary>
    public int PacketTime { get; init; } = 20;

    /// <summary>The key we protect with; null when sound is not encrypted.</summary>
    public SrtpMasterKey? SendKey { get; init; }

    /// <summary>The key they protect with; null when sound is not encrypted.</summary>
    public SrtpMasterKey? ReceiveKey { get; init; }

    /// <summary>ICE finds the far end's address; null when it does not.</summary>
    public IceAgreement? Ice { get; init; }

    /// <summary>The meaning of a payload type that arrives; null when we did not agree to it.</summary>
    public AudioFormat? FormatOf(PayloadType type)
    {
        for (var i = 0; i < Receive.Count; i++)
        {
            if (Receive[i].PayloadType == type)
            {
                return Receive[i];
            }
        }

        return null;
    }
}
