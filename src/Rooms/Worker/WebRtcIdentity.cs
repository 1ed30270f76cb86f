using Switchroom.WebRtc.Dtls;

namespace Switchroom.Rooms.Worker;

/// <summary>The certificate that all WebRTC connections of a process show; share one among all workers.</summary>
public sealed class WebRtcIdentity : IDisposable
{
    /// <summary>A new self-signed certificate, valid around <paramref name="wallClock"/>.</summary>
    public WebRtcIdentity(DateTimeOffset wallClock) => Dtls = new DtlsContext(DtlsCertificate.Create(wallClock));

    internal DtlsContext Dtls { get; }

    /// <summary>Frees the certificate; no connection may be left.</summary>
    public void Dispose() => Dtls.Dispose();
}
