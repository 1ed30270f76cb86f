using System.Net;
using System.Text;
using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Stun;

namespace Switchroom.TestKit.Peers;

/// <summary>
/// The full side of ICE towards a lite one, in virtual time: checks from each of its addresses until they are answered, nominates the best, and goes on
/// asking for consent (RFC 8445, RFC 7675). It leaves the media to its owner, who attaches the addresses.
/// </summary>
public sealed class TestIce(VirtualNetwork network, IReadOnlyList<IPEndPoint> addresses, int seed) : ISimulated
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Consent = TimeSpan.FromSeconds(5);

    private readonly Random _random = new(seed);
    private readonly HashSet<IPEndPoint> _answered = [];
    private IceCredentials? _local;
    private IceCredentials? _remote;
    private IPEndPoint? _server;
    private IPEndPoint? _nominating;
    private TimeSpan? _nominateAt;

    /// <summary>Its addresses, best first.</summary>
    public IReadOnlyList<IPEndPoint> Addresses { get; set; } = addresses;

    /// <summary>It thinks that it controls; a role conflict changes that.</summary>
    public bool Controls { get; set; } = true;

    /// <summary>It checks at all.</summary>
    public bool Checks { get; set; } = true;

    /// <summary>The password that it checks with; null for the right one.</summary>
    public string? Password { get; set; }

    /// <summary>The address that both sides agreed on; null before that.</summary>
    public IPEndPoint? Nominated { get; private set; }

    /// <summary>The address that the other side saw.</summary>
    public IPEndPoint? Mapped { get; private set; }

    /// <summary>Error responses, by code.</summary>
    public List<int> Errors { get; } = [];

    /// <inheritdoc/>
    public TimeSpan? NextDeadline { get; private set; }

    /// <summary>A description of its own: as it is written by a lite side, with all candidates and without saying that it is lite.</summary>
    public string Describe(string sdp)
    {
        var lines = sdp.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(line => line != "a=ice-lite" && !line.StartsWith("a=candidate:", StringComparison.Ordinal));
        var components = sdp.Contains("a=rtcp:", StringComparison.Ordinal) ? 2 : 1;
        var candidates = Addresses.SelectMany((address, index) => Enumerable.Range(1, components).Select(component =>
            $"a=candidate:{index + 1} {component} UDP {2_130_706_432 - (index << 8) - component} {address.Address} {address.Port + component - 1} typ host"));
        return string.Join("\r\n", lines.Concat(candidates).Append(""));
    }

    /// <summary>Begins to check, or goes on under other credentials.</summary>
    public void Connect(IceCredentials local, IceCredentials remote, IPEndPoint server, TimeSpan now)
    {
        (_local, _remote, _server) = (local, remote, server);
        Begin(now);
    }

    /// <summary>Checks anew and nominates the best of what is then answered.</summary>
    public void Begin(TimeSpan now)
    {
        _answered.Clear();
        (_nominating, _nominateAt) = (null, now + (4 * Pace));
        NextDeadline = now;
    }

    /// <inheritdoc/>
    public void HandleDeadline(TimeSpan now)
    {
        NextDeadline = now + (Nominated is not null && _nominating is null && _nominateAt is null ? Consent : Pace);
        if (!Checks || _remote is null)
        {
            return;
        }

        if (_nominateAt <= now && Addresses.FirstOrDefault(_answered.Contains) is { } best)
        {
            (_nominating, _nominateAt) = (best, null);
        }

        foreach (var address in Addresses)
        {
            Check(address, nominates: Controls && address.Equals(_nominating), now);
        }
    }

    /// <inheritdoc/>
    public void Drain(TimeSpan now)
    {
    }

    /// <summary>Takes what arrived at one of its addresses, if it is STUN.</summary>
    public bool Handle(IPEndPoint at, ReadOnlySpan<byte> datagram)
    {
        if (!StunRouting.IsStun(datagram))
        {
            return false;
        }

        if (StunMessage.TryParse(datagram, out var message))
        {
            Handle(at, message);
        }

        return true;
    }

    private void Handle(IPEndPoint at, in StunMessage message)
    {
        if (message.Type == StunType.BindingError)
        {
            Errors.Add(message.ErrorCode);
            Controls |= message.ErrorCode == 487;
            return;
        }

        if (message.Type != StunType.BindingSuccess || !message.HasIntegrity(Encoding.UTF8.GetBytes(_remote!.Password)))
        {
            return;
        }

        _answered.Add(at);
        Mapped = message.ReadMappedAddress();
        if (at.Equals(_nominating))
        {
            (Nominated, _nominating) = (at, null);
        }
    }

    private void Check(IPEndPoint from, bool nominates, TimeSpan now)
    {
        Span<byte> transaction = stackalloc byte[12];
        _random.NextBytes(transaction);
        Span<byte> buffer = stackalloc byte[512];
        var writer = new StunWriter(buffer, StunType.BindingRequest, transaction);
        writer.Add(StunAttribute.Username, Encoding.UTF8.GetBytes($"{_remote!.Ufrag}:{_local!.Ufrag}"));
        writer.Add(StunAttribute.Priority, 1_845_501_695u);
        writer.Add(Controls ? StunAttribute.IceControlling : StunAttribute.IceControlled, 0x1122334455667788ul);
        if (nominates)
        {
            writer.Add(StunAttribute.UseCandidate, []);
        }

        var length = writer.Finish(Encoding.UTF8.GetBytes(Password ?? _remote.Password));
        network.Send(from, _server!, buffer[..length], now);
    }
}
