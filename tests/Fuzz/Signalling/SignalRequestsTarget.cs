using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Switchroom.Server.Network;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling;
using Switchroom.Server.Signalling.Protocol;
using Switchroom.Server.Signalling.Requests;
using Switchroom.Server.Tokens;

namespace Switchroom.Fuzz.Signalling;

/// <summary>Any bytes as a message on the signalling WebSocket, through its handler to the command it becomes.</summary>
public sealed class SignalRequestsTarget : FuzzTarget
{
    private static readonly SignallingSettings Settings = new(512 * 1024, 50, 500, 1000, 4000, 5);

    private readonly RequestHandler _handler = new(new RoomDirectory([]), Settings, TimeProvider.System, NullLogger<RequestHandler>.Instance);

    /// <inheritdoc/>
    public override string Name => "signal-requests";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        SignalRequest request;
        try
        {
            request = SignalRequest.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException)
        {
            return;
        }

        SignalParticipant from = new("RM_fuzz", "fuzz", new JoinGrant { Kind = TokenKind.Anonymous }, new ClientDescription());
        from.Attach(new SignalConnection(Settings, TimeProvider.System));
        ValueTask handled = _handler.HandleAsync(from, request);
        if (!handled.IsCompletedSuccessfully)
        {
            handled.AsTask().GetAwaiter().GetResult();
        }
    }
}
