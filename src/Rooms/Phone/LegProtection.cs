using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rooms.Phone;

/// <summary>The SRTP sessions of a leg. They are replaced only when a key changes, so a renegotiation does not restart an index.</summary>
internal sealed class LegProtection : IDisposable
{
    private SrtpMasterKey? _sendKey;
    private SrtpMasterKey? _receiveKey;

    /// <summary>Protects what we send; null in the clear.</summary>
    public SrtpSession? Send { get; private set; }

    /// <summary>Unprotects what we receive; null in the clear.</summary>
    public SrtpSession? Receive { get; private set; }

    public void Use(AudioAgreement agreement)
    {
        Send = Renew(Send, ref _sendKey, agreement.SendKey);
        Receive = Renew(Receive, ref _receiveKey, agreement.ReceiveKey);
    }

    public void Dispose()
    {
        Send?.Dispose();
        Receive?.Dispose();
    }

    private static SrtpSession? Renew(SrtpSession? session, ref SrtpMasterKey? known, SrtpMasterKey? key)
    {
        if (key is not null && known?.SameAs(key) == true)
        {
            return session;
        }

        session?.Dispose();
        known = key;
        return key is null ? null : new SrtpSession(key);
    }
}
