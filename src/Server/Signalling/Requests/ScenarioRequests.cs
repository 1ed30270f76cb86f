using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Requests;

/// <summary>Failures a client asks for, to see itself recover. Each touches nobody but the one who asks.</summary>
internal static class ScenarioRequests
{
    public static WorkerCommand? Simulate(SignalParticipant from, SimulateScenario scenario)
    {
        switch (scenario.ScenarioCase)
        {
            case SimulateScenario.ScenarioOneofCase.ServerLeave:
                return new Leave(from.RoomId, from.ParticipantId, Rooms.Membership.LeaveReason.ServerShutdown);
            case SimulateScenario.ScenarioOneofCase.NodeFailure:
                from.Connection?.Abort(ConnectionEnd.Simulated);
                return new Leave(from.RoomId, from.ParticipantId, Rooms.Membership.LeaveReason.SignalClosed);
            case SimulateScenario.ScenarioOneofCase.LeaveRequestFullReconnect:
                from.Send(new SignalResponse { Leave = LeaveRequests.FullReconnect() });
                return null;
            case SimulateScenario.ScenarioOneofCase.DisconnectSignalOnResume:
                from.DisconnectOnResume = true;
                return null;
            case SimulateScenario.ScenarioOneofCase.DisconnectSignalOnResumeNoMessages:
                from.DisconnectOnResume = false;
                return null;
            default:
                return null;
        }
    }
}
