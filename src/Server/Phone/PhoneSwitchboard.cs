using System.Collections.Immutable;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Api.Calls;

namespace Switchroom.Server.Phone;

/// <summary>Hold, mute and deaf of one call: what is set, and the commands and attributes by which the room and its clients learn of it.</summary>
internal sealed class PhoneSwitchboard(CallSetup setup, CallControl control)
{
    /// <summary>Set to <c>true</c> on the participant while it is on hold.</summary>
    public const string HoldAttribute = "switchroom.hold";

    /// <summary>Set to <c>true</c> while the room does not hear it.</summary>
    public const string MutedAttribute = "switchroom.muted";

    /// <summary>Set to <c>true</c> while it does not hear the room.</summary>
    public const string DeafAttribute = "switchroom.deaf";

    /// <summary>Set to <c>true</c> while its far end holds us.</summary>
    public const string HeldByPhoneAttribute = "switchroom.heldByPhone";

    private readonly HoldSignal _signal = new();
    private string? _track;
    private Action? _whenSettled;

    public LegSwitches Switches { get; private set; } = LegSwitches.None;

    public bool HeldByPhone { get; private set; }

    /// <summary>Sets all three; the room follows at once, the far end is told of a changed hold by a re-INVITE.</summary>
    public void Set(LegSwitches wanted)
    {
        var before = Switches;
        Switches = wanted;
        Send(new SetPhoneAudio(setup.RoomId, Id, Muted: wanted.Muted || wanted.Hold, Deaf: wanted.Deaf || wanted.Hold));
        ShowTrack();
        Show((HoldAttribute, wanted.Hold), (MutedAttribute, wanted.Muted), (DeafAttribute, wanted.Deaf));
        if (wanted.Hold != before.Hold)
        {
            Signal(_signal.Want(wanted.Hold));
        }
    }

    /// <summary>The far end answered or refused a re-INVITE of ours.</summary>
    public void OfferDone() => Signal(_signal.Done());

    /// <summary>The far end put us on hold or took us back.</summary>
    public void Held(bool onHold)
    {
        HeldByPhone = onHold;
        Show((HeldByPhoneAttribute, onHold));
    }

    /// <summary>The track that browsers hear the phone by is there.</summary>
    public void Published(TrackSnapshot track)
    {
        _track = track.TrackId;
        if (Switches.Muted || Switches.Hold)
        {
            ShowTrack();
        }
    }

    /// <summary>Runs something once no re-INVITE of ours is under way.</summary>
    public void WhenSettled(Action act)
    {
        if (_signal.IsSettled)
        {
            act();
        }
        else
        {
            _whenSettled = act;
        }
    }

    private string Id => setup.Facts.SessionId;

    private void ShowTrack()
    {
        if (_track is not null)
        {
            Send(new MuteTrack(setup.RoomId, Id, _track, Switches.Muted || Switches.Hold, ByServer: true));
        }
    }

    private void Signal(bool? hold)
    {
        if (hold is { } onHold)
        {
            control.SendOrElse(new HoldPhone(setup.RoomId, Id, onHold), _ => OfferDone());
        }
        else if (_signal.IsSettled && _whenSettled is { } act)
        {
            _whenSettled = null;
            act();
        }
    }

    private void Show(params ReadOnlySpan<(string Name, bool IsSet)> attributes)
    {
        var changes = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (name, isSet) in attributes)
        {
            changes[name] = isSet ? "true" : "";
        }

        Send(new UpdateParticipant(setup.RoomId, Id) { Attributes = changes.ToImmutable() });
    }

    private void Send(WorkerCommand command) => control.Send(command);
}
