using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Dtls;
using Switchroom.WebRtc.Ice;

namespace Switchroom.WebRtc;

/// <summary>ICE and DTLS of one peer, and with them its state: who may send us anything, and from when on.</summary>
internal sealed class PeerTransport(PeerConnectionOptions options, PeerOutputs outputs) : IDisposable
{
    private DtlsSession? _dtls;
    private TimeSpan _startedAt;
    private TimeSpan? _securingSince;

    internal IceLiteAgent Ice { get; } = new(options.Random, options.MaxPaths);

    internal PeerState State { get; private set; }

    internal string? RemoteFingerprint { get; private set; }

    internal DtlsSession? Dtls => _dtls;

    /// <summary>Whether media and data may flow, also through a moment without checks.</summary>
    internal bool IsSecured => State is PeerState.Connected or PeerState.Disconnected;

    internal bool HasEnded => State is PeerState.Failed or PeerState.Closed;

    internal TimeSpan? NextDeadline =>
        HasEnded ? null : Deadline.Earliest(Deadline.Earliest(_dtls?.NextDeadline, Ice.NextDeadline), StateDeadline);

    private TimeSpan? StateDeadline => State switch
    {
        PeerState.Connecting => (_securingSince ?? _startedAt) + options.ConnectTimeout,
        PeerState.Connected => Ice.LastCheck + options.ConsentTimeout,
        PeerState.Disconnected => Ice.LastCheck + options.ConsentTimeout + options.DisconnectedTimeout,
        _ => null,
    };

    /// <summary>Takes what a description says of the peer's transport.</summary>
    internal void SetRemote(IceCredentials ice, string fingerprint, TimeSpan now)
    {
        Ice.SetRemote(ice);
        RemoteFingerprint = fingerprint;
        if (State == PeerState.New)
        {
            _dtls = new DtlsSession(options.Dtls, DtlsRole.Server, fingerprint);
            _startedAt = now;
            Become(PeerState.Connecting);
        }
    }

    internal void HandleStun(ReadOnlySpan<byte> datagram, in TransportPath path, TimeSpan now)
    {
        var response = outputs.Pool.Rent();
        var outcome = Ice.HandleStun(datagram, path, now, response, out var length);
        if (length > 0)
        {
            outputs.Send(response, length, path);
        }
        else
        {
            outputs.Pool.Return(response);
        }

        if (outcome == IceCheckOutcome.NewPath)
        {
            outputs.Raise(new PathValidated(path));
        }

        RaiseReleased();
        if (outcome is not (IceCheckOutcome.NewPath or IceCheckOutcome.Confirmed))
        {
            return;
        }

        _securingSince ??= now;
        if (State == PeerState.Disconnected)
        {
            Become(PeerState.Connected);
        }
    }

    /// <summary>Takes a DTLS datagram; true when this one finished the handshake.</summary>
    internal bool HandleDtls(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (_dtls is null)
        {
            return false;
        }

        var before = _dtls.State;
        _dtls.HandleDatagram(datagram, now);
        FlushDtls();
        return before == DtlsState.Handshaking && _dtls.State != before && FinishHandshake();
    }

    /// <summary>Ends as failed when DTLS ended in one of its ways; closes when the peer said close_notify.</summary>
    internal void FollowDtls()
    {
        if (_dtls is { State: DtlsState.Closed } && IsSecured)
        {
            Become(PeerState.Closed);
        }
    }

    /// <summary>Encrypts and sends application data.</summary>
    internal void SendData(ReadOnlySpan<byte> message)
    {
        if (_dtls is not null && _dtls.Send(message))
        {
            FlushDtls();
        }
    }

    internal void HandleDeadline(TimeSpan now)
    {
        if (HasEnded)
        {
            return;
        }

        _dtls?.HandleDeadline(now);
        FlushDtls();
        Ice.HandleDeadline(now);
        RaiseReleased();
        if (StateDeadline <= now)
        {
            HandleStateDeadline();
        }
    }

    internal void RemovePath(in TransportPath path)
    {
        Ice.Remove(path);
        RaiseReleased();
    }

    internal void Close()
    {
        if (!HasEnded)
        {
            _dtls?.Close();
            FlushDtls();
            Become(PeerState.Closed);
        }
    }

    public void Dispose() => _dtls?.Dispose();

    private void HandleStateDeadline()
    {
        switch (State)
        {
            case PeerState.Connecting when _securingSince is null:
                Fail(PeerFailure.IceTimeout, "no valid ICE check arrived");
                break;
            case PeerState.Connecting:
                Fail(PeerFailure.DtlsTimeout, "ICE checks arrive, but the DTLS handshake did not finish");
                break;
            case PeerState.Connected:
                Become(PeerState.Disconnected);
                break;
            default:
                Fail(PeerFailure.ConsentExpired, "ICE checks stopped and did not come back");
                break;
        }
    }

    private bool FinishHandshake()
    {
        switch (_dtls!.State)
        {
            case DtlsState.Connected:
                Become(PeerState.Connected);
                return true;
            case DtlsState.WrongFingerprint:
                Fail(PeerFailure.FingerprintMismatch, _dtls.FailureDetail);
                return false;
            default:
                Fail(PeerFailure.DtlsRefused, $"the DTLS handshake was refused: {_dtls.FailureDetail}");
                return false;
        }
    }

    private void FlushDtls()
    {
        while (_dtls is not null && _dtls.TryTakeDatagram(out var datagram))
        {
            if (Ice.SelectedPath is { } path)
            {
                outputs.SendCopy(datagram, path);
            }
        }
    }

    private void Fail(PeerFailure reason, string detail)
    {
        outputs.Raise(new PeerFailed(reason, detail));
        Become(PeerState.Failed);
    }

    private void Become(PeerState state)
    {
        State = state;
        outputs.Raise(new PeerStateChanged(state));
        if (HasEnded)
        {
            Ice.Close();
            RaiseReleased();
        }
    }

    private void RaiseReleased()
    {
        while (Ice.TryTakeReleased(out var path))
        {
            outputs.Raise(new PathReleased(path));
        }
    }
}
