namespace Switchroom.Interop.Tests.Sip;

/// <summary>Session descriptions of a G.711 call without media behind it.</summary>
internal static class Sdp
{
    public static string Audio(string direction = "sendrecv", string port = "40000") =>
        $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na={direction}\r\n";
}
