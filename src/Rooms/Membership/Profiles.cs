using System.Collections.Immutable;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Membership;

/// <summary>What is said of participants and the room: names, metadata, attributes, permissions, session data.</summary>
internal sealed class Profiles(RoomBook book, Publishing publishing, Subscribing subscribing)
{
    private const int MaxNameLength = 512;

    /// <summary>The limit that metadata or attributes exceed, in words; null when within.</summary>
    public static string? Exceeds(RoomConfig config, string metadata, ImmutableDictionary<string, string> attributes)
    {
        if (metadata.Length > config.MaxMetadataLength)
        {
            return $"metadata has at most {config.MaxMetadataLength} characters";
        }

        if (attributes.Count > config.MaxAttributes)
        {
            return $"at most {config.MaxAttributes} attributes";
        }

        return attributes.Sum(pair => pair.Key.Length + pair.Value.Length) > config.MaxAttributesLength
            ? $"attributes have at most {config.MaxAttributesLength} characters together"
            : null;
    }

    public CommandResult Update(Participant participant, UpdateParticipant command)
    {
        if (command.ByItself && !participant.Permissions.CanUpdateMetadata)
        {
            return CommandResult.Refused(CommandRefusal.NotAllowed, "may not change its own metadata");
        }

        var attributes = participant.Snapshot.Attributes;
        foreach (var (key, value) in command.Attributes)
        {
            attributes = value.Length == 0 ? attributes.Remove(key) : attributes.SetItem(key, value);
        }

        var metadata = command.Metadata ?? participant.Snapshot.Metadata;
        var name = command.Name ?? participant.Snapshot.Name;
        if (Exceeds(book.Config, metadata, attributes) is { } limit)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, limit);
        }

        if (name.Length > MaxNameLength)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"a name has at most {MaxNameLength} characters");
        }

        book.Update(participant, snapshot => snapshot with { Name = name, Metadata = metadata, Attributes = attributes });
        return CommandResult.Done;
    }

    public CommandResult UpdatePermissions(UpdatePermissions command)
    {
        if (command.ParticipantId is { } id)
        {
            if (book.Find(id) is not { } participant)
            {
                return CommandResult.Refused(CommandRefusal.NoSuchParticipant, $"no participant {id}");
            }

            Apply(participant, command.Patch);
            return CommandResult.Done;
        }

        foreach (var participant in book.Participants.ToList())
        {
            Apply(participant, command.Patch);
        }

        return CommandResult.Done;
    }

    public CommandResult SetMetadata(string metadata)
    {
        if (metadata.Length > book.Config.MaxMetadataLength)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"metadata has at most {book.Config.MaxMetadataLength} characters");
        }

        book.Change(room => room with { Metadata = metadata });
        book.Tell(new RoomUpdated(book.Snapshot));
        return CommandResult.Done;
    }

    public CommandResult SetSessionData(SetSessionData command)
    {
        var data = command.Replace ? command.Values : book.Snapshot.SessionData.SetItems(command.Values);
        data = data.RemoveRange(command.KeysToRemove);
        if (data.Sum(pair => pair.Key.Length + pair.Value.Length) > book.Config.MaxSessionDataLength)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"session data has at most {book.Config.MaxSessionDataLength} characters");
        }

        book.Change(room => room with { SessionData = data });
        book.Tell(new RoomUpdated(book.Snapshot));
        return CommandResult.Done;
    }

    public CommandResult Configure(RoomConfig config)
    {
        if (config.Name != book.Config.Name)
        {
            return CommandResult.Refused(CommandRefusal.BadArgument, "an open room keeps its name");
        }

        book.Change(room => room with { Config = config });
        book.Tell(new RoomUpdated(book.Snapshot));
        return CommandResult.Done;
    }

    private void Apply(Participant participant, PermissionsPatch patch)
    {
        var permissions = patch.ApplyTo(participant.Permissions);
        if (permissions == participant.Permissions)
        {
            return;
        }

        book.Update(participant, snapshot => snapshot with { Permissions = permissions });
        publishing.EnforcePermissions(participant);
        subscribing.EvaluateSubscriber(participant);
        subscribing.EvaluatePublisher(participant);
    }
}
