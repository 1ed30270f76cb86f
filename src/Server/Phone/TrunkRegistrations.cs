using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;
using Switchroom.Sip;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Registrations;

namespace Switchroom.Server.Phone;

/// <summary>
/// Keeps this server registered with the trunks that ask for it, and follows changes of the trunks in storage, whichever process made them.
/// </summary>
internal sealed partial class TrunkRegistrations(Store store, SecretBox box, ISipLine sip, ISipNames names, TimeProvider clock, ILogger<TrunkRegistrations> log) : BackgroundService
{
    /// <summary>How late a changed trunk is noticed at most.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Active> _active = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var events = sip.Subscribe(OnSip);
        using var timer = new PeriodicTimer(LookInterval, clock);
        try
        {
            do
            {
                await FollowAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            foreach (var registration in _active.Values)
            {
                sip.Post(new StopRegistration(registration.Key));
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        List<StoredOutboundTrunk> wanted;
        try
        {
            await using var context = store.Open();
            wanted = await context.OutboundTrunks.Where(trunk => trunk.Register && trunk.Enabled && trunk.Username != null).ToListAsync(cancel);
        }
        catch (Exception down) when (Store.IsFailure(down))
        {
            LogStorageDown(down); // the registrations that are there go on
            return;
        }

        foreach (var (id, registration) in _active.Where(pair => !wanted.Any(trunk => trunk.Id == pair.Key && trunk.Version == pair.Value.Version)).ToList())
        {
            sip.Post(new StopRegistration(registration.Key));
            _active.Remove(id);
        }

        foreach (var trunk in wanted.Where(trunk => !_active.ContainsKey(trunk.Id)))
        {
            var key = new RegistrationKey(Guid.NewGuid());
            names.Trust([trunk.Address]);
            _active[trunk.Id] = new Active(key, trunk.Version);
            sip.Post(new StartRegistration(key, RequestOf(trunk)));
        }
    }

    private RegistrationRequest RequestOf(StoredOutboundTrunk trunk)
    {
        var registrar = new SipUri(SipUriScheme.Sip, null, trunk.Address, trunk.Port);
        if (trunk.Transport != "udp")
        {
            registrar = registrar with { Parameters = registrar.Parameters.With("transport", trunk.Transport) };
        }

        return new RegistrationRequest
        {
            Registrar = registrar,
            AddressOfRecord = new SipUri(SipUriScheme.Sip, trunk.Username, trunk.FromDomain ?? trunk.Address),
            Credentials = trunk.SealedPassword is { } password ? new CallCredentials(trunk.Username!, box.Unseal("trunk-password", password)) : null,
        };
    }

    private void OnSip(SipEvent happened)
    {
        if (happened is RegistrationChanged changed)
        {
            LogChanged(changed.State, changed.Status, changed.Detail);
        }
    }

    private sealed record Active(RegistrationKey Key, int Version);

    [LoggerMessage(Level = LogLevel.Information, Message = "A trunk's registration is {State}: {Status} {Detail}")]
    private partial void LogChanged(RegistrationState state, int status, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The trunks cannot be read now.")]
    private partial void LogStorageDown(Exception exception);
}
