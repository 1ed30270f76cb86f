using System.Text;
using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Stun;

namespace Switchroom.WebRtc.Ice;

/// <summary>
/// The lite, always controlled side of ICE (RFC 8445 section 2.5): it answers checks, follows nominations and never sends checks of its own.
/// A path counts while checks keep coming, which is how the peer's consent (RFC 7675) shows from this side.
/// </summary>
public sealed class IceLiteAgent
{
    /// <summary>The longest response.</summary>
    public const int MaxResponse = 128;

    private static readonly TimeSpan PathLifetime = TimeSpan.FromSeconds(30);

    private readonly Random _random;
    private readonly int _maxPaths;
    private readonly List<IcePath> _paths = [];
    private readonly Queue<TransportPath> _released = new();
    private Session _current;
    private Session? _previous;
    private IcePath? _selected;

    /// <summary>An agent with fresh credentials.</summary>
    /// <param name="random">Where credentials come from; cryptographic outside tests.</param>
    /// <param name="maxPaths">Paths that are kept; of more than these, the one whose checks stopped longest ago is released.</param>
    public IceLiteAgent(Random random, int maxPaths)
    {
        _random = random;
        _maxPaths = maxPaths;
        _current = new Session(IceCredentials.Create(random));
    }

    /// <summary>Ours.</summary>
    public IceCredentials Local => _current.Local;

    /// <summary>The peer's; null until they are known.</summary>
    public IceCredentials? Remote => _current.Remote;

    /// <summary>The nominated path; before a nomination, the first that was proven.</summary>
    public TransportPath? SelectedPath => _selected?.Path;

    /// <summary>When the last authentic check came, on any path.</summary>
    public TimeSpan? LastCheck { get; private set; }

    /// <summary>When the next path ages out.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            TimeSpan? next = null;
            foreach (var path in _paths)
            {
                if (path != _selected && (next is null || path.LastCheck + PathLifetime < next))
                {
                    next = path.LastCheck + PathLifetime;
                }
            }

            return next;
        }
    }

    /// <summary>Sets the peer's credentials. Credentials that replace others start a restart with new ones of ours.</summary>
    /// <returns>Whether this restarted ICE.</returns>
    public bool SetRemote(IceCredentials remote)
    {
        var restarts = _current.Remote is { } known && known != remote;
        if (restarts)
        {
            Restart();
        }

        Settle(remote);
        return restarts;
    }

    /// <summary>Takes the credentials that a description settled, ours too. Other ones of ours than before are a restart.</summary>
    /// <param name="local">Ours.</param>
    /// <param name="remote">Theirs; null while our offer waits for its answer. Checks that come meanwhile are answered and remembered (RFC 8445 section 7.3).</param>
    public void Use(IceCredentials local, IceCredentials? remote)
    {
        if (_current.Local != local)
        {
            _previous = _current.Remote is null ? _previous : _current;
            _current = new Session(local);
        }

        if (remote is not null)
        {
            Settle(remote);
        }
    }

    /// <summary>Takes new credentials (RFC 8445 section 9); the old ones hold until a check arrives under the new ones.</summary>
    public void Restart()
    {
        if (_current.Remote is not null)
        {
            _previous = _current;
        }

        _current = new Session(IceCredentials.Create(_random));
    }

    /// <summary>Whether the peer proved this path.</summary>
    public bool IsKnown(in TransportPath path) => Find(path) is not null;

    /// <summary>Takes a STUN message and writes the response, if there is one, into <paramref name="response"/>.</summary>
    /// <param name="datagram">The message.</param>
    /// <param name="path">The path it came over.</param>
    /// <param name="now">The time.</param>
    /// <param name="response">Room for <see cref="MaxResponse"/> octets.</param>
    /// <param name="length">Octets of the response; 0 when nothing is answered.</param>
    public IceCheckOutcome HandleStun(ReadOnlySpan<byte> datagram, in TransportPath path, TimeSpan now, Span<byte> response, out int length)
    {
        length = 0;
        if (!StunMessage.TryParse(datagram, out var message))
        {
            return IceCheckOutcome.Dropped;
        }

        if (message.Type == StunType.BindingIndication)
        {
            return IceCheckOutcome.KeepAlive;
        }

        if (message.Type != StunType.BindingRequest || SessionOf(message.Username) is not { } session)
        {
            return IceCheckOutcome.Dropped;
        }

        if (!message.HasIntegrity(session.LocalPassword))
        {
            return Refuse(message, response, 401, "Unauthenticated"u8, default, out length);
        }

        if (message.UnknownRequired != 0)
        {
            return Refuse(message, response, 420, "Unknown Attribute"u8, session.LocalPassword, out length);
        }

        // RFC 8445 section 6.1.1: beside a lite agent the full one is controlling, whatever the tie-breakers say.
        if (message.IceControlled is not null)
        {
            return Refuse(message, response, 487, "Role Conflict"u8, session.LocalPassword, out length);
        }

        length = WriteSuccess(message, path, session, response);
        return Accept(session, path, message, now);
    }

    /// <summary>Forgets a path, e.g. of a TCP connection that closed.</summary>
    internal void Remove(in TransportPath path)
    {
        if (Find(path) is { } known)
        {
            Release(known);
        }
    }

    /// <summary>Releases paths whose checks stopped.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        for (var i = _paths.Count - 1; i >= 0; i--)
        {
            if (_paths[i] != _selected && _paths[i].LastCheck + PathLifetime <= now)
            {
                Release(_paths[i]);
            }
        }
    }

    /// <summary>Releases every path.</summary>
    internal void Close()
    {
        while (_paths.Count > 0)
        {
            Release(_paths[^1]);
        }
    }

    /// <summary>Takes a path that is no longer the peer's.</summary>
    public bool TryTakeReleased(out TransportPath path) => _released.TryDequeue(out path);

    private static int WriteSuccess(in StunMessage request, in TransportPath path, Session session, Span<byte> response)
    {
        var writer = new StunWriter(response, StunType.BindingSuccess, request.TransactionId);
        writer.AddMappedAddress(path.Remote);
        return writer.Finish(session.LocalPassword);
    }

    private static IceCheckOutcome Refuse(
        in StunMessage request, Span<byte> response, int code, ReadOnlySpan<byte> reason, ReadOnlySpan<byte> password, out int length)
    {
        var writer = new StunWriter(response, StunType.BindingError, request.TransactionId);
        writer.AddError(code, reason);
        if (code == 420)
        {
            writer.Add(StunAttribute.UnknownAttributes, [(byte)(request.UnknownRequired >> 8), (byte)request.UnknownRequired]);
        }

        length = password.IsEmpty ? writer.FinishWithFingerprint() : writer.Finish(password);
        return IceCheckOutcome.Refused;
    }

    // An offer may reach several peers, who check before it is known whose answer counts: the paths of the others go.
    private void Settle(IceCredentials remote)
    {
        _current.Remote = remote;
        for (var i = _paths.Count - 1; i >= 0; i--)
        {
            if (_paths[i].LocalFragment == _current.Local.Ufrag && !_current.IsRemote(_paths[i].RemoteFragment))
            {
                Release(_paths[i]);
            }
        }
    }

    private IceCheckOutcome Accept(Session session, in TransportPath path, in StunMessage check, TimeSpan now)
    {
        if (session == _current)
        {
            _previous = null;
        }

        LastCheck = now;
        var known = Find(path);
        var outcome = known is null ? IceCheckOutcome.NewPath : IceCheckOutcome.Confirmed;
        if (known is null)
        {
            MakeRoom();
            known = new IcePath(path);
            _paths.Add(known);
        }

        known.LastCheck = now;
        known.IsNominated |= check.UseCandidate;
        known.Belongs(session.Local.Ufrag, session.RemoteFragmentIn(check.Username));
        if (check.UseCandidate || _selected is null)
        {
            _selected = known;
        }

        return outcome;
    }

    private void MakeRoom()
    {
        if (_paths.Count < _maxPaths)
        {
            return;
        }

        IcePath? oldest = null;
        foreach (var path in _paths)
        {
            if (path != _selected && (oldest is null || path.LastCheck < oldest.LastCheck))
            {
                oldest = path;
            }
        }

        Release(oldest ?? _paths[0]);
    }

    private void Release(IcePath path)
    {
        _paths.Remove(path);
        _released.Enqueue(path.Path);
        if (path == _selected)
        {
            // The freshest other path is the best guess until the peer nominates, unless it nominated one before.
            _selected = _paths.MaxBy(other => (other.IsNominated, other.LastCheck));
        }
    }

    private IcePath? Find(in TransportPath path)
    {
        foreach (var known in _paths)
        {
            if (known.Path.Socket == path.Socket
                && (ReferenceEquals(known.Path.Remote, path.Remote) || known.Path.Remote.Equals(path.Remote)))
            {
                return known;
            }
        }

        return null;
    }

    private Session? SessionOf(ReadOnlySpan<byte> username) =>
        _current.IsNamed(username) ? _current : _previous is { } previous && previous.IsNamed(username) ? previous : null;

    /// <summary>One generation of credentials.</summary>
    private sealed class Session(IceCredentials local)
    {
        private readonly byte[] _ufrag = Encoding.UTF8.GetBytes(local.Ufrag);
        private IceCredentials? _remote;
        private byte[] _remoteUfrag = [];

        internal IceCredentials Local { get; } = local;

        internal byte[] LocalPassword { get; } = Encoding.UTF8.GetBytes(local.Password);

        internal IceCredentials? Remote
        {
            get => _remote;
            set
            {
                _remote = value;
                _remoteUfrag = Encoding.UTF8.GetBytes(value?.Ufrag ?? "");
            }
        }

        internal bool IsRemote(ReadOnlySpan<byte> fragment) => fragment.SequenceEqual(_remoteUfrag);

        internal ReadOnlySpan<byte> RemoteFragmentIn(ReadOnlySpan<byte> username) => username[(_ufrag.Length + 1)..];

        /// <summary>Whether a USERNAME is ours, a colon, and the peer's fragment if we know it already.</summary>
        internal bool IsNamed(ReadOnlySpan<byte> username) =>
            username.Length > _ufrag.Length && username.StartsWith(_ufrag) && username[_ufrag.Length] == (byte)':'
            && (_remoteUfrag.Length == 0 || IsRemote(RemoteFragmentIn(username)));
    }
}
