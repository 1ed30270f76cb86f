using Switchroom.Sip.Flows;

namespace Switchroom.Sip.Registrations;

/// <summary>All registrations of one endpoint.</summary>
internal sealed class RegistrationDesk(EndpointContext context)
{
    private readonly Dictionary<RegistrationKey, Registration> _all = [];

    public int Count => _all.Count;

    public void Start(StartRegistration command)
    {
        if (!_all.ContainsKey(command.Key))
        {
            var registration = _all[command.Key] = new Registration(context, command.Key, command.Request, () => _all.Remove(command.Key));
            registration.Start();
        }
    }

    public void Stop(RegistrationKey key) => _all.GetValueOrDefault(key)?.Stop();

    public void HandleFlowClosed(FlowId flow)
    {
        foreach (var registration in _all.Values.Where(registration => registration.Flow == flow).ToList())
        {
            registration.HandleFlowClosed();
        }
    }
}
