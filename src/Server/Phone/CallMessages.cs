using System.Text;
using Switchroom.Server.Events;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling;

namespace Switchroom.Server.Phone;

/// <summary>Tells the clients in a room what its calls do: each <c>dialout.*</c> and <c>calltransfer.*</c> event as a data message, each key pressed on a phone as a DTMF packet.</summary>
internal sealed class CallMessages(EventFeed feed, RoomDirectory rooms, CallControl control) : BackgroundService
{
    /// <summary>Topic of the data messages; the payload is the body that webhooks get.</summary>
    public const string Topic = "switchroom.events";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        control.DigitPressed += OnDigit;
        try
        {
            // whoever falls too far behind is cut off: what was missed is lost to the clients, what comes next is not
            while (!stoppingToken.IsCancellationRequested)
            {
                await TellAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
    }

    private async Task TellAsync(CancellationToken stopping)
    {
        using var listener = feed.ListenToAll();
        await foreach (var happened in listener.Events.ReadAllAsync(stopping))
        {
            if (IsOfCall(happened) && happened.Room is { } name && rooms.Find((string?)happened.Payload["domain_id"], name) is { } room)
            {
                rooms.Post(DataPackets.FromServer(room.RoomId, Encoding.UTF8.GetBytes(happened.Body()), Topic, []));
            }
        }
    }

    private static bool IsOfCall(EventRecord happened) =>
        happened.Type.StartsWith("dialout.", StringComparison.Ordinal) || happened.Type.StartsWith("calltransfer.", StringComparison.Ordinal);

    private void OnDigit(CallSetup setup, char digit, TimeSpan duration)
    {
        if (rooms.FindById(setup.RoomId)?.Participants.GetValueOrDefault(setup.Facts.SessionId) is { } phone)
        {
            rooms.Post(DataPackets.Dtmf(setup.RoomId, phone, digit));
        }
    }
}
