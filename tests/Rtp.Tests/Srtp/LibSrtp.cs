using System.Runtime.InteropServices;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Tests.Srtp;

/// <summary>Debian's libsrtp2 as the oracle: one direction under one master key, as <see cref="SrtpSession"/>.</summary>
internal sealed unsafe partial class LibSrtp : IDisposable
{
    private const string Library = "libsrtp2.so.1";
    private readonly nint _session;
    private readonly uint _isNamed;

    static LibSrtp() => Require(srtp_init());

    public LibSrtp(SrtpProfile profile, byte[] keyAndSalt, bool inbound, byte[]? mki = null)
    {
        _isNamed = mki is null ? 0u : 1u;
        fixed (byte* key = keyAndSalt, name = mki)
        {
            var named = new NamedKey { Key = key, Mki = name, MkiLength = (uint)(mki?.Length ?? 0) };
            var pointer = &named;
            var policy = new Policy { SsrcType = inbound ? 2 : 3, Key = key, WindowSize = 1024 };
            Require(srtp_crypto_policy_set_from_profile_for_rtp(policy.Rtp, (int)profile));
            Require(srtp_crypto_policy_set_from_profile_for_rtcp(policy.Rtcp, (int)profile));
            if (mki is not null)
            {
                policy.Key = null;
                policy.Keys = &pointer;
                policy.KeyCount = 1;
            }

            nint session;
            Require(srtp_create(&session, &policy));
            _session = session;
        }
    }

    public delegate int Operation(nint session, byte* data, int* length);

    public byte[]? Protect(byte[] packet) => Run((session, data, length) => srtp_protect_mki(session, data, length, _isNamed, 0), packet);

    public byte[]? Unprotect(byte[] packet) => Run((session, data, length) => srtp_unprotect_mki(session, data, length, _isNamed), packet);

    public byte[]? ProtectRtcp(byte[] packet) => Run((session, data, length) => srtp_protect_rtcp_mki(session, data, length, _isNamed, 0), packet);

    public byte[]? UnprotectRtcp(byte[] packet) => Run((session, data, length) => srtp_unprotect_rtcp_mki(session, data, length, _isNamed), packet);

    public void Dispose() => srtp_dealloc(_session);

    private byte[]? Run(Operation operation, byte[] packet)
    {
        var buffer = new byte[packet.Length + SrtpProfiles.MaxOverhead];
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
    private static partial int srtp_protect_mki(nint session, byte* data, int* length, uint useMki, uint index);

    [LibraryImport(Library)]
    private static partial int srtp_unprotect_mki(nint session, byte* data, int* length, uint useMki);

    [LibraryImport(Library)]
    private static partial int srtp_protect_rtcp_mki(nint session, byte* data, int* length, uint useMki, uint index);

    [LibraryImport(Library)]
    private static partial int srtp_unprotect_rtcp_mki(nint session, byte* data, int* length, uint useMki);

    [StructLayout(LayoutKind.Sequential)]
    private struct NamedKey
    {
        public byte* Key;
        public byte* Mki;
        public uint MkiLength;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Policy
    {
        public int SsrcType;
        public uint Ssrc;
        public fixed uint Rtp[6];
        public fixed uint Rtcp[6];
        public byte* Key;
        public NamedKey** Keys;
        public nuint KeyCount;
        public nint Deprecated;
        public nuint WindowSize;
        public int AllowRepeat;
        public nint EncryptedExtensions;
        public int EncryptedExtensionCount;
        public nint Next;
    }
}
