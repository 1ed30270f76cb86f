using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling.Protocol;
using Switchroom.Server.Tokens;
using ParticipantInfo = Switchroom.Server.Signalling.Translation.ParticipantInfo;
using RoomInfo = Switchroom.Server.Signalling.Translation.RoomInfo;

namespace Switchroom.Server.Signalling;

/// <summary>Begins, resumes and suspends sessions: what a WebSocket's coming and going means to the room.</summary>
internal sealed class SignalSessions(RoomDirectory rooms, SignalParticipants participants, JoinResponses responses, TokenReader tokens, TokenRenewal renewal)
{
    /// <summary>Puts an admitted participant into its room. Its JoinResponse waits on the connection when this returns without a refusal.</summary>
    public async Task<(SignalParticipant? Participant, CommandResult Result)> JoinAsync(
        AdmissionDecision admitted,
        JoinParameters parameters,
        SignalConnection connection)
    {
        RoomSnapshot room = await rooms.OpenAsync(admitted.Config!);
        SignalParticipant participant = new(room.RoomId, admitted.ParticipantId, admitted.Grant!, parameters.Client)
        {
            Claims = admitted.Claims,
            HasOneConnection = parameters.SingleConnection,
        };
        participant.Attach(connection);
        participants.Add(participant);
        CommandResult result = await rooms.SendAsync(new Join(room.RoomId, admitted.ParticipantId, admitted.Profile!));
        if (!result.IsDone)
        {
            participants.Remove(participant);
            return (null, result);
        }

        return (participant, result);
    }

    /// <summary>
    /// The session a client may resume: one that is still there and whose token was of the same bearer. Everybody in a room knows everybody's
    /// sid, so where tokens do not tell their bearers apart only a session that lost its connection can be taken up.
    /// </summary>
    public async ValueTask<SignalParticipant?> FindAsync(JoinParameters parameters, CancellationToken cancellation)
    {
        if (participants.Find(ParticipantSid.ToId(parameters.Sid)) is not { } participant)
        {
            return null;
        }

        JoinGrant known = participant.Grant;
        JoinGrant? grant = parameters.Token.Length > 0
            ? (await tokens.ReadAsync(parameters.Token, TokenTimes.Neither, cancellation)).Grant
            : new JoinGrant { Kind = TokenKind.Anonymous };
        bool sameBearer = grant is not null
            && (grant.Kind, grant.KeyId, grant.Room) == (known.Kind, known.KeyId, known.Room)
            && (grant.Identity, grant.UserId) == (known.Identity, known.UserId);
        return sameBearer && (known.Identity is not null || participant.Connection is null) ? participant : null;
    }

    /// <summary>
    /// Goes on with a session on a new connection. Steps: 1 the answer, which clients want first; 2 the connection takes over; 3 who left and
    /// who is there; 4 the room restarts the media transports.
    /// </summary>
    public async Task ResumeAsync(SignalParticipant participant, SignalConnection connection)
    {
        if (participant.DisconnectOnResume is { } withAnswer)
        {
            participant.DisconnectOnResume = null;
            if (withAnswer)
            {
                connection.Send(new SignalResponse { Reconnect = responses.Reconnect(participant.ParticipantId) });
            }

            connection.Close(ConnectionEnd.Simulated);
            return;
        }

        connection.Send(new SignalResponse { Reconnect = responses.Reconnect(participant.ParticipantId) });
        Task<CommandResult> resumed;
        lock (participant.Turn)
        {
            participant.Attach(connection);
            resumed = rooms.SendAsync(new ResumeParticipant(participant.RoomId, participant.ParticipantId));
        }

        if (!(await resumed).IsDone)
        {
            RefuseResume(connection);
            return;
        }

        SendRoom(participant, connection);
    }

    /// <summary>Sends the client a token that lasts, now and again, until its WebSocket ends: it needs one if it must ever join anew.</summary>
    public async Task RenewTokensAsync(SignalParticipant participant, SignalConnection connection, CancellationToken ended)
    {
        using PeriodicTimer timer = new(renewal.Interval, renewal.Time);
        try
        {
            do
            {
                if (await renewal.RenewAsync(participant.Grant, participant.Claims, ended) is not { } token)
                {
                    return;
                }

                connection.Send(new SignalResponse { RefreshToken = token });
            }
            while (await timer.WaitForNextTickAsync(ended));
        }
        catch (OperationCanceledException)
        {
            // the WebSocket ended
        }
    }

    /// <summary>There is nothing to resume: the client is to join anew.</summary>
    public static void RefuseResume(SignalConnection connection)
    {
        connection.Send(new SignalResponse { Leave = LeaveRequests.FullReconnect() });
        connection.Close(ConnectionEnd.Normal);
    }

    /// <summary>What the end of a WebSocket means: a rule broken ends the session, anything else leaves it time to come back.</summary>
    public void End(SignalParticipant participant, SignalConnection connection, ConnectionEnd end)
    {
        lock (participant.Turn)
        {
            // one that left, or came back on another connection, has nothing to suspend
            if (!participant.Detach(connection) || participants.Find(participant.ParticipantId) is null)
            {
                return;
            }

            rooms.Post(end.IsViolation()
                ? new Leave(participant.RoomId, participant.ParticipantId, LeaveReason.StateMismatch)
                : new SuspendParticipant(participant.RoomId, participant.ParticipantId));
        }
    }

    private void SendRoom(SignalParticipant participant, SignalConnection connection)
    {
        if (rooms.FindById(participant.RoomId) is not { } room)
        {
            return;
        }

        ParticipantUpdate update = new();
        update.Participants.Add(participant.TakeMissed());
        update.Participants.Add(room.OthersSeenBy(participant.ParticipantId).Select(ParticipantInfo.Of));
        if (room.Participants.GetValueOrDefault(participant.ParticipantId) is { } self)
        {
            update.Participants.Add(ParticipantInfo.Of(self));
        }

        connection.Send(new SignalResponse { Update = update });
        connection.Send(new SignalResponse { RoomUpdate = new RoomUpdate { Room = RoomInfo.Of(room) } });
    }
}
