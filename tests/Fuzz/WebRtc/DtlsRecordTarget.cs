using Switchroom.WebRtc.Dtls;

namespace Switchroom.Fuzz.WebRtc;

/// <summary>A DTLS server that takes the input as a first datagram, and again in two.</summary>
public sealed class DtlsRecordTarget : FuzzTarget
{
    private readonly DtlsContext _context = new(DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(50)));
    private readonly byte[] _buffer = new byte[DtlsSession.MaxDatagram];

    /// <inheritdoc/>
    public override string Name => "dtls-record";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        using var session = new DtlsSession(_context, DtlsRole.Server, new string('A', 95));
        session.HandleDatagram(input, TimeSpan.Zero);
        session.HandleDatagram(input[..(input.Length / 2)], TimeSpan.Zero);
        session.HandleDatagram(input[(input.Length / 2)..], TimeSpan.FromSeconds(1));
        session.TryRead(_buffer, out _);
        session.HandleDeadline(TimeSpan.FromMinutes(1));
        while (session.TryTakeDatagram(out _))
        {
        }
    }
}
