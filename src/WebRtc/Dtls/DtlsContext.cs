using System.Runtime.InteropServices;
using System.Text;
using Switchroom.WebRtc.Dtls.Native;

namespace Switchroom.WebRtc.Dtls;

/// <summary>OpenSSL configured for DTLS 1.2 with our certificate. One serves all peers and threads of a process.</summary>
public sealed unsafe class DtlsContext : IDisposable
{
    // Forward secrecy and AEAD only; both certificate types, since a client may show RSA.
    private const string Ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:" +
        "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305";

    private const string Profiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";

    /// <summary>A context that shows <paramref name="certificate"/>.</summary>
    /// <exception cref="DllNotFoundException">libssl.so.3 or libcrypto.so.3 is missing; the message names the Debian package.</exception>
    public DtlsContext(DtlsCertificate certificate)
    {
        Certificate = certificate;
        Handle = CreateHandle();
        try
        {
            Configure(certificate);
        }
        catch
        {
            LibSsl.SSL_CTX_free(Handle);
            throw;
        }
    }

    /// <summary>The certificate.</summary>
    public DtlsCertificate Certificate { get; }

    internal nint Handle { get; private set; }

    /// <summary>Frees the native context. Sessions made from it keep their own reference.</summary>
    public void Dispose()
    {
        if (Handle != 0)
        {
            LibSsl.SSL_CTX_free(Handle);
            Handle = 0;
        }
    }

    /// <summary>The oldest entry of this thread's OpenSSL error queue in words; empties the queue.</summary>
    internal static string TakeError()
    {
        var error = LibSsl.ERR_get_error();
        LibSsl.ERR_clear_error();
        return error == 0 ? "unknown error" : Marshal.PtrToStringUTF8(LibSsl.ERR_reason_error_string(error)) ?? $"error {error:x}";
    }

    private static nint CreateHandle()
    {
        try
        {
            var handle = LibSsl.SSL_CTX_new(LibSsl.DTLS_method());
            return handle != 0 ? handle : throw new InvalidOperationException($"OpenSSL cannot make a DTLS context: {TakeError()}");
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException("WebRTC needs OpenSSL 3 (libssl.so.3): install the Debian package libssl3", missing);
        }
    }

    private void Configure(DtlsCertificate certificate)
    {
        LibSsl.SSL_CTX_set_options(Handle, LibSsl.Options);
        LibSsl.SSL_CTX_ctrl(Handle, LibSsl.CtrlSetSessionCacheMode, 0, null);
        Check(LibSsl.SSL_CTX_ctrl(Handle, LibSsl.CtrlSetMinVersion, LibSsl.Dtls12, null) == 1, "DTLS 1.2");
        Check(LibSsl.SSL_CTX_ctrl(Handle, LibSsl.CtrlSetMaxVersion, LibSsl.Dtls12, null) == 1, "DTLS 1.2");
        Check(LibSsl.SSL_CTX_set_cipher_list(Handle, Ciphers) == 1, "the cipher list");
        fixed (byte* groups = "X25519:P-256:P-384\0"u8)
        {
            Check(LibSsl.SSL_CTX_ctrl(Handle, LibSsl.CtrlSetGroupsList, 0, groups) == 1, "the groups");
        }

        // This one function of OpenSSL returns 0 for success.
        Check(LibSsl.SSL_CTX_set_tlsext_use_srtp(Handle, Profiles) == 0, "the SRTP profiles");
        fixed (byte* der = certificate.Certificate)
        {
            Check(LibSsl.SSL_CTX_use_certificate_ASN1(Handle, certificate.Certificate.Length, der) == 1, "the certificate");
        }

        fixed (byte* der = certificate.PrivateKey)
        {
            Check(LibSsl.SSL_CTX_use_PrivateKey_ASN1(LibSsl.EvpPkeyEc, Handle, der, certificate.PrivateKey.Length) == 1, "the key");
        }

        LibSsl.SSL_CTX_set_verify(Handle, LibSsl.VerifyPeerAndFailWithout, &AcceptAnyCertificate);
    }

    private static void Check(bool ok, string what)
    {
        if (!ok)
        {
            throw new InvalidOperationException($"OpenSSL refused {what}: {TakeError()}");
        }
    }

    /// <summary>Certificates are self-signed; the fingerprint in the description vouches for them, checked after the handshake.</summary>
    [UnmanagedCallersOnly]
    private static int AcceptAnyCertificate(int verified, nint store) => 1;
}
