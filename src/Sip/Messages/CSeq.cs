namespace Switchroom.Sip.Messages;

/// <summary>Orders requests within a dialog (RFC 3261 section 20.16).</summary>
/// <param name="Number">Below 2^31.</param>
/// <param name="Method">The request's method.</param>
public sealed record CSeq(uint Number, SipMethod Method) : HeaderValue
{
    internal static bool TryScan(ReadOnlySpan<byte> text, out uint number, out ReadOnlySpan<byte> method)
    {
        text = Grammar.Trim(text);
        var space = text.IndexOfAny((byte)' ', (byte)'\t');
        method = space < 0 ? default : Grammar.TrimStart(text[space..]);
        var valid = Grammar.TryNumber(space < 0 ? text : text[..space], int.MaxValue, out var value);
        number = (uint)value;
        return valid && Grammar.IsToken(method);
    }

    internal static CSeq? Read(ReadOnlySpan<byte> text) => TryScan(text, out var number, out var method) ? new CSeq(number, SipMethod.Read(method)) : null;

    internal override void WriteTo(SipWriter writer)
    {
        writer.Number(Number);
        writer.Byte(' ');
        writer.Text(Method.Name);
    }
}
