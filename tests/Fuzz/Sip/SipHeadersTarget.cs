using Switchroom.Sip.Messages;

namespace Switchroom.Fuzz.Sip;

/// <summary>The text of one header, as every type of value: refused, or written so that it reads as an equal value. The first byte chooses the type.</summary>
public sealed class SipHeadersTarget : FuzzTarget
{
    private static readonly HeaderReader<HeaderValue>[] Readers =
    [
        Via.Read, NameAddr.Read, CSeq.Read, RAck.Read, Seconds.Read, Token.Read, Replaces.Read, Warning.Read, MediaType.Read, Credentials.Read,
    ];

    /// <inheritdoc/>
    public override string Name => "sip-headers";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        // A header's text never has line ends: the parser has joined its lines.
        if (input.IsEmpty || input.ContainsAny((byte)'\r', (byte)'\n'))
        {
            return;
        }

        var reader = Readers[input[0] % Readers.Length];
        if (reader(input[1..]) is not { } value)
        {
            return;
        }

        var text = value.ToString();
        SipMessageTarget.Demand(!text.AsSpan().ContainsAny('\r', '\n'), "a line end was written");
        SipMessageTarget.Demand(value.Equals(reader(System.Text.Encoding.UTF8.GetBytes(text))), $"{value.GetType().Name} '{text}' reads differently");
    }
}
