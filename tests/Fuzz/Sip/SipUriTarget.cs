using System.Text;
using Switchroom.Sip.Messages;

namespace Switchroom.Fuzz.Sip;

/// <summary>Any URI: refused, or written as one that reads the same and is equivalent to itself.</summary>
public sealed class SipUriTarget : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => "sip-uri";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (!SipUri.TryParse(Encoding.Latin1.GetString(input), out var uri))
        {
            return;
        }

        var written = uri.ToString();
        SipMessageTarget.Demand(SipUri.TryParse(written, out var again), $"{written} cannot be read again");
        SipMessageTarget.Demand(again!.ToString() == written, $"{written} is written as {again}");
        SipMessageTarget.Demand(again.IsEquivalentTo(uri) && uri.IsEquivalentTo(again), $"{written} is not equivalent to itself");
        _ = (uri.User, uri.Password, uri.Address, uri.Transport, uri.HeaderOf("Replaces"), uri.ForRequest().ToString());
    }
}
