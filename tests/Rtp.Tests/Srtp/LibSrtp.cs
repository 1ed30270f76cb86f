using System.Runtime.InteropServices;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Tests.Srtp;

/// <summary>Debian's libsrtp2 as the oracle: one direction under one master key, as <see cref="SrtpSession"/>.</summary>
internal sealed unsafe partial class LibSrtp : IDisposable
{
    private const string Library = "libsrtp2.so.1";
    private readonly nint _session;

    static LibSrtp() => Require(srtp_init());

    public LibSrtp(SrtpProfile profile, byte[] keyAndSalt, bool inbound)
    {
        fixed (byte* key = keyAndSalt)
        {
            var policy = new Policy { SsrcType = inbound ? 2 : 3, Key = key, WindowSize = 1024 };
            Require(srtp_crypto_policy_set_from_profile_for_rtp(policy.Rtp, (int)profile));
            Require(srtp_crypto_policy_set_from_profile_for_rtcp(policy.Rtcp, (int)profile));
            nint session;
            Require(srtp_create(&session, &policy));
            _session = session;
        }
    }

    public delegate int Operation(nint session, byte* data, int* length);

    public byte[]? Protect(byte[] packet) => Run(srtp_protect, packet);

    public byte[]? Unprotect(byte[] packet) => Run(srtp_unprotect, packet);

    public byte[]? ProtectRtcp(byte[] packet) => Run(srtp_protect_rtcp, packet);

    public byte[]? UnprotectRtcp(byte[] packet) => Run(srtp_unprotect_rtcp, packet);

    public void Dispose() => srtp_dealloc(_session);

    private byte[]? Run(Operation operation, byte[] packet)
    {
        var buffer = new byte[packet.Length + 64];
        packet.CopyTo(buffer, 0);
        var length = packet.Length;
        fixed (byte* data = buffer)
        {
            return operation(_session, data, &length) == 0 ? buffer[..length] : null;
        }
    }

    private static void Require(int status) => Assert.Equal(0, status);

    [LibraryImport(Library)]
    private static partial int srtp_init();

    [LibraryImport(Library)]
    private static partial int srtp_crypto_policy_set_from_profile_for_rtp(uint* policy, int profile);

    [LibraryImport(Library)]
    private static partial int srtp_crypto_policy_set_from_profile_for_rtcp(uint* policy, int profile);

    [LibraryImport(Library)]
    private static partial int srtp_create(nint* session, Policy* policy);

    [LibraryImport(Library)]
    private static partial int srtp_dealloc(nint session);

    [LibraryImport(Library)]
    private static partial int srtp_protect(nint session, byte* data, int* length);

    [LibraryImport(Library)]
    private static partial int srtp_unprotect(nint session, byte* data, int* length);

    [LibraryImport(Library)]
    private static partial int srtp_protect_rtcp(nint session, byte* data, int* length);

    [LibraryImport(Library)]
    private static partial int srtp_unprotect_rtcp(nint session, byte* data, int* length);

    [StructLayout(LayoutKind.Sequential)]
    private struct Policy
    {
        public int SsrcType;
        public uint Ssrc;
        public fixed uint Rtp[6];
        public fixed uint Rtcp[6];
        public byte* Key;
        public nint Keys;
        public nuint KeyCount;
        public nint Deprecated;
        public nuint WindowSize;
        public int AllowRepeat;
        public nint EncryptedExtensions;
        public int EncryptedExtensionCount;
        public nint Next;
    }
}
