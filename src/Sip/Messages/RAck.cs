namespace Switchroom.Sip.Messages;

/// <summary>Which reliable provisional response a PRACK confirms (RFC 3262 section 7.2).</summary>
/// <param name="RSeq">The RSeq of the response.</param>
/// <param name="CSeqNumber">The number of its CSeq.</param>
/// <param name="Method">The method of its CSeq.</param>
public sealed record RAck(uint RSeq, uint CSeqNumber, SipMethod Method) : HeaderValue
{
    internal static RAck? Read(ReadOnlySpan<byte> text)
    {
        text = Grammar.Trim(text);
        var space = text.IndexOfAny((byte)' ', (byte)'\t');
        return space > 0 && Grammar.TryNumber(text[..space], uint.MaxValue, out var response) && CSeq.TryScan(text[space..], out var number, out var method)
            ? new RAck((uint)response, number, SipMethod.Read(method))
            : null;
    }

    internal override void WriteTo(SipWriter writer)
    {
        writer.Number(RSeq);
        writer.Byte(' ');
        writer.Number(CSeqNumber);
        writer.Byte(' ');
        writer.Text(Method.Name);
    }
}
