using System.Text;
using Google.Protobuf;
using Switchroom.Server.Signalling;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Fuzz.Signalling;

/// <summary>Any text as the parameter <c>join_request</c>; and any bytes as the compressed content of one.</summary>
public sealed class JoinRequestsTarget : FuzzTarget
{
    private const int MaxBytes = 64 * 1024;

    /// <inheritdoc/>
    public override string Name => "join-requests";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        Read(Encoding.UTF8.GetString(input));
        Read(Convert.ToBase64String(input));
        WrappedJoinRequest wrapped = new() { Compression = WrappedJoinRequest.Types.Compression.Gzip, JoinRequest = ByteString.CopyFrom(input) };
        Read(Convert.ToBase64String(wrapped.ToByteArray()));
    }

    private static void Read(string parameter)
    {
        if (JoinRequestReader.TryRead(parameter, MaxBytes, out JoinRequest? request))
        {
            if (request!.CalculateSize() > MaxBytes)
            {
                throw new InvalidOperationException("larger than allowed");
            }

            new JoinParameters().With(request);
        }
    }
}
