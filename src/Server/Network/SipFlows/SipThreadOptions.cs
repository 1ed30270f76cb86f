using System.Net;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>Where SIP listens and how much of a network's behaviour it bears. Every bound is per server unless it says otherwise.</summary>
internal sealed record SipThreadOptions
{
    /// <summary>Addresses to bind; IPv6 ones take IPv6 only.</summary>
    public IReadOnlyList<IPAddress> Bind { get; init; } = [IPAddress.Any, IPAddress.IPv6Any];

    /// <summary>UDP and TCP; 0 lets the system choose one.</summary>
    public int Port { get; init; } = 5060;

    /// <summary>TLS; 0 lets the system choose one, null means no TLS.</summary>
    public int? TlsPort { get; init; } = 5061;

    /// <summary>What Via and Contact name; null means the address this machine has towards the internet.</summary>
    public IPAddress? Advertised { get; init; }

    /// <summary>Certificates for both roles.</summary>
    public SipTls Tls { get; init; } = new(null, []);

    /// <summary>Whether requests may be sent to an address that a URI names, or that its name led to.</summary>
    public Func<SipUri, IPAddress, bool> Permits { get; init; } = (_, _) => true;

    /// <summary>Bounds of one message.</summary>
    public SipLimits Limits { get; init; } = SipLimits.Default;

    /// <summary>Connections open at once.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Connections that one address may have opened to us at once.</summary>
    public int MaxConnectionsPerSource { get; init; } = 200;

    /// <summary>Messages per second that one address may send in the long run; what is above is dropped.</summary>
    public int MessagesPerSecondPerSource { get; init; } = 2_000;

    /// <summary>Messages that one address may send at once.</summary>
    public int BurstPerSource { get; init; } = 4_000;

    /// <summary>Messages that may wait for the thread; what comes then is dropped from UDP and waits in TCP.</summary>
    public int MaxWaiting { get; init; } = 20_000;

    /// <summary>Bytes that may wait for a connection whose peer does not read.</summary>
    public int MaxUnsentBytes { get; init; } = 512 * 1024;

    /// <summary>How long a message may take from its first byte to its last.</summary>
    public TimeSpan MessagePatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may take to be opened, handshake included.</summary>
    public TimeSpan ConnectPatience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a connection may be silent before it is closed.</summary>
    public TimeSpan IdlePatience { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a connection that was opened to us may be silent before its first message.</summary>
    public TimeSpan FirstMessagePatience { get; init; } = TimeSpan.FromSeconds(30);
}
