using System.Globalization;
using Switchroom.Rtp.Sdp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>Our descriptions of the session: one id, a version that counts changes, the audio line in its place.</summary>
internal sealed class LocalDescription(AudioOptions options, Random random)
{
    private readonly string _sessionId = random.NextInt64(1, 1L << 53).ToString(CultureInfo.InvariantCulture);
    private long _version = 1;
    private string _lastBody = "";

    /// <summary>The m-lines.</summary>
    public LocalLines Lines { get; } = new();

    /// <summary>A description to be filled.</summary>
    public SessionDescription Begin() => new(Origin()) { Name = options.SessionName, Connection = new SdpConnection(options.Address.Address) };

    /// <summary>Adds a codec under its payload type.</summary>
    public static void AddFormat(MediaDescription media, AudioEncoding codec, PayloadType type)
    {
        media.Formats.Add(type.ToString());
        media.Attributes.Add("rtpmap", new RtpMap(type, codec.Name, codec.ClockRate, codec.Channels).ToString());
        if (codec.Parameters is { } parameters)
        {
            media.Attributes.Add("fmtp", new FormatParameters(type, parameters).ToString());
        }
    }

    /// <summary>Adds packet times, multiplexing and the direction.</summary>
    public static void AddTransport(MediaDescription media, MediaDirection direction, int packetTime, bool rtcpMux)
    {
        media.Attributes.Add("ptime", packetTime.ToString(CultureInfo.InvariantCulture));
        media.Attributes.Add("maxptime", AudioOfferAnswer.MaxPacketTime.ToString(CultureInfo.InvariantCulture));
        if (rtcpMux)
        {
            media.Attributes.Add("rtcp-mux");
        }

        MediaDirections.Set(media.Attributes, direction);
    }

    /// <summary>Puts the audio line into a description, which is then whole.</summary>
    public SessionDescription Finish(SessionDescription session, MediaDescription audio)
    {
        Lines.Fill(session, audio);
        // The version counts changes: the same description sent again keeps it (RFC 3264 section 8).
        var body = session.ToString();
        if (_lastBody.Length > 0 && body != _lastBody)
        {
            _version++;
            session.Origin = Origin();
            body = session.ToString();
        }

        _lastBody = body;
        return session;
    }

    private SdpOrigin Origin() =>
        new("-", _sessionId, _version.ToString(CultureInfo.InvariantCulture), new SdpConnection(options.Address.Address));
}
