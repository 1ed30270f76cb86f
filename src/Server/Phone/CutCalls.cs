using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>Ends on the wire what the last process of this node left as under way.</summary>
internal sealed class CutCalls(ISipLine sip, SecretBox box)
{
    private static readonly CallReason Reason = new("SIP", 500, "The server stopped unexpectedly");

    public async Task HangUpAsync(StoreContext context, IReadOnlyList<StoredCallLeg> cut, CancellationToken cancel)
    {
        var trunks = await context.OutboundTrunks.ToDictionaryAsync(trunk => trunk.Id, cancel);
        foreach (var leg in cut)
        {
            var credentials = leg.TrunkId is { } id && trunks.TryGetValue(id, out var trunk) ? Trunks.CredentialsOf(trunk, box) : null;
            if (CallDialogs.ReadPending(leg.Recovery) is { } pending)
            {
                sip.Post(new WithdrawCall(new CallKey(Guid.NewGuid()), pending));
            }

            foreach (var dialog in CallDialogs.Read(leg.Recovery))
            {
                sip.Post(new EndDialog(new CallKey(Guid.NewGuid()), dialog) { Credentials = credentials, Reason = Reason });
            }
        }
    }
}
