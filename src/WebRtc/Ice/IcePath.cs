namespace Switchroom.WebRtc.Ice;

/// <summary>A path the peer proved (RFC 8445: a valid pair whose remote side may be peer-reflexive).</summary>
internal sealed class IcePath(TransportPath path)
{
    internal TransportPath Path { get; } = path;

    internal TimeSpan LastCheck { get; set; }

    internal bool IsNominated { get; set; }

    /// <summary>Our user fragment that its latest check named.</summary>
    internal string LocalFragment { get; private set; } = "";

    /// <summary>The peer's user fragment that its latest check named.</summary>
    internal byte[] RemoteFragment { get; private set; } = [];

    /// <summary>Takes over whose check came.</summary>
    internal void Belongs(string localFragment, ReadOnlySpan<byte> remoteFragment)
    {
        LocalFragment = localFragment;
        if (!remoteFragment.SequenceEqual(RemoteFragment))
        {
            RemoteFragment = remoteFragment.ToArray();
        }
    }
}
