using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Phone;

/// <summary>Lets requests go to the trunks that are there at the start, before what a crash left behind is hung up through them.</summary>
internal sealed class TrustedTrunks(Store store, ISipNames names) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var context = store.Open();
        names.Trust(await context.OutboundTrunks.Select(trunk => trunk.Address).ToListAsync(cancellationToken));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
