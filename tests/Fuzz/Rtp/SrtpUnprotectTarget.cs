using Switchroom.Rtp.Srtp;

namespace Switchroom.Fuzz.Rtp;

/// <summary>SRTP and SRTCP from anybody, under every profile: nothing is written when it is refused, and the refusal is named.</summary>
internal sealed class SrtpUnprotectTarget : FuzzTarget
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public override string Name => "srtp-unprotect";

    public override void Run(ReadOnlySpan<byte> input)
    {
        foreach (var profile in Enum.GetValues<SrtpProfile>())
        {
            var key = SrtpMasterKey.FromKeyAndSalt(profile, new byte[profile.KeyLength() + profile.SaltLength()]);
            using var session = new SrtpSession(key);
            input.CopyTo(_buffer);
            Check(session.TryUnprotect(_buffer, input.Length, out var length), length, input.Length, session);
            input.CopyTo(_buffer);
            Check(session.TryUnprotectRtcp(_buffer, input.Length, out length), length, input.Length, session);
        }
    }

    private static void Check(bool opened, int length, int wireLength, SrtpSession session)
    {
        var consistent = opened ? length < wireLength && session.LastRefusal == SrtpRefusal.None : length == 0 && session.LastRefusal != SrtpRefusal.None;
        if (!consistent)
        {
            throw new InvalidOperationException($"{length} of {wireLength}: {session.LastRefusal}");
        }
    }
}
