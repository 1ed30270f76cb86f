using System.Net;
using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>What one audio m-line of the far end says.</summary>
internal sealed class RemoteAudio(SessionDescription session, MediaDescription media)
{
    /// <summary>The discard port stands for one that is not known yet.</summary>
    private const int UnknownPort = 9;

    private static readonly AudioEncoding[] StaticCodecs = [AudioEncoding.Pcmu, AudioEncoding.Pcma, AudioEncoding.G722, AudioEncoding.ComfortNoise];

    public MediaDescription Media { get; } = media;

    public bool IsSecureProfile => Media.Protocol.Contains("SAVP", StringComparison.Ordinal);

    /// <summary>A protocol that we speak: DTLS is not.</summary>
    public bool IsSupportedProtocol => Media.Protocol is "RTP/AVP" or "RTP/AVPF" or "RTP/SAVP" or "RTP/SAVPF";

    public SdpConnection? Connection { get; } = session.ConnectionOf(media);

    public bool RtcpMux => Media.Attributes.Has("rtcp-mux");

    /// <summary>Their ICE credentials; null when they do no ICE.</summary>
    public IceCredentials? Ice { get; } = IceCredentials.Of(session, media);

    /// <summary>They are ICE-lite.</summary>
    public bool IsIceLite => session.Attributes.Has("ice-lite");

    /// <summary>
    /// They do ICE, but something on the way changed the address without knowing of it: what is in the c-line and the m-line is none of their candidates, and
    /// ICE must not be used (RFC 8839 section 4.2.5).
    /// </summary>
    public bool IsIceMismatch => Ice is not null && !(IsCandidate(Address, 1) && (RtcpMux || IsCandidate(RtcpAddress, 2)));

    /// <summary>Their direction; an unspecified address says that they do not want to receive, unless ICE has yet to find it (RFC 8839 section 4.3.1).</summary>
    public MediaDirection Direction =>
        Connection?.IsUnspecified == true && !(Ice is not null && Media.Port == UnknownPort) ? session.DirectionOf(Media) & ~MediaDirection.RecvOnly : session.DirectionOf(Media);

    public IPEndPoint? Address => AddressAt(Connection, Media.Port);

    public IPEndPoint? RtcpAddress
    {
        get
        {
            if (RtcpMux)
            {
                return Address;
            }

            return Sdp.RtcpAddress.TryParse(Media.Attributes.Value("rtcp"), out var stated)
                ? AddressAt(stated!.Connection ?? Connection, stated.Port)
                : AddressAt(Connection, Media.Port + 1);
        }
    }

    /// <summary>Every format with its meaning, in their order; formats without one are left out.</summary>
    public List<(PayloadType Type, RtpMap Map, FormatParameters? Parameters)> Formats()
    {
        var maps = Media.RtpMaps.ToList();
        var parameters = Media.Parameters.ToList();
        var formats = new List<(PayloadType, RtpMap, FormatParameters?)>();
        foreach (var type in Media.PayloadTypes)
        {
            if ((maps.Find(map => map.PayloadType == type) ?? StaticMap(type)) is { } map)
            {
                formats.Add((type, map, parameters.Find(line => line.PayloadType == type)));
            }
        }

        return formats;
    }

    /// <summary>Milliseconds of sound they want in a packet.</summary>
    public int PacketTime(int usual)
    {
        var wanted = Media.Number("ptime") is > 0 and var stated ? stated : usual;
        var most = Math.Clamp(Media.Number("maxptime") ?? AudioOfferAnswer.MaxPacketTime, AudioOfferAnswer.MinPacketTime, AudioOfferAnswer.MaxPacketTime);
        return Math.Clamp(wanted / 10 * 10, AudioOfferAnswer.MinPacketTime, most / 10 * 10);
    }

    /// <summary>The first usable crypto line: by our order of suites, or by theirs.</summary>
    public (CryptoAttribute Line, SrtpMasterKey Key)? Crypto(AudioOptions options)
    {
        var usable = new List<(CryptoAttribute Line, SrtpMasterKey Key)>();
        foreach (var line in Media.Cryptos)
        {
            if (line.TryGetKey(out var key) && options.SrtpProfiles.Contains(key!.Profile))
            {
                usable.Add((line, key));
            }
        }

        if (usable.Count == 0)
        {
            return null;
        }

        return options.TheirOrder ? usable[0] : usable.MinBy(item => options.SrtpProfiles.ToList().IndexOf(item.Key.Profile));
    }

    private bool IsCandidate(IPEndPoint? address, int component) =>
        address is null || Media.Port == UnknownPort || Media.Candidates.Any(candidate =>
            candidate.Component == component && candidate.Port == address.Port && IPAddress.TryParse(candidate.Address, out var ip) && ip.Equals(address.Address));

    private static IPEndPoint? AddressAt(SdpConnection? connection, int port) =>
        connection is { IsUnspecified: false } && connection.TryGetAddress(out var address) && port is > 0 and <= 65535 ? new(address, port) : null;

    private static RtpMap? StaticMap(PayloadType type) =>
        Array.Find(StaticCodecs, codec => codec.StaticType == type) is { } codec ? new(type, codec.Name, codec.ClockRate, codec.Channels) : null;
}
