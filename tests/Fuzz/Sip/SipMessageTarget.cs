using Switchroom.Sip.Messages;

namespace Switchroom.Fuzz.Sip;

/// <summary>Any datagram: it is refused, or it can be used, written, and read again as the same.</summary>
public sealed class SipMessageTarget : FuzzTarget
{
    private readonly SipWriter _writer = new();

    /// <inheritdoc/>
    public override string Name => "sip-message";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        var error = SipParser.Parse(input, SipLimits.Default, out var message);
        if (error != SipParseError.None)
        {
            // A refusal is always something that can be written, and read again unless it echoes what was refused.
            Refusal.ResponseTo(message, error)?.ToBytes();
            return;
        }

        var written = _writer.Write(message!).ToArray();
        UseAll(message!);
        var limits = new SipLimits { MaxHeaderBytes = ushort.MaxValue, MaxBodyBytes = int.MaxValue, MaxUriBytes = ushort.MaxValue };
        error = SipParser.Parse(written, limits, out var again);
        if (error == SipParseError.TooLarge)
        {
            return;
        }

        Demand(error == SipParseError.None, $"its own writing is refused: {error}");
        Demand(again!.ToBytes().AsSpan().SequenceEqual(written), "its own writing is written differently");
    }

    private static void UseAll(SipMessage message)
    {
        _ = (message.Via.Branch, message.From.Tag, message.To.Tag, message.CallId, message.CSeq.Number, message.Contact, message.MaxForwards);
        _ = (message.Vias.Count, message.Contacts.Count, message.Routes.Count, message.RecordRoutes.Count, message.PAssertedIdentities.Count);
        _ = (message.ReferTo, message.ReferredBy, message.Replaces, message.RSeq, message.RAck, message.SessionExpires, message.MinSe, message.RetryAfter);
        _ = (message.Expires, message.MinExpires, message.Event, message.SubscriptionState, message.Reasons.Count, message.Warnings.Count);
        _ = (message.ContentType, message.ContentDisposition, message.HasToken(SipHeader.Supported, "100rel"), message.HasWildcardContact);
        _ = message.CredentialsOf(SipHeader.WwwAuthenticate).Count;
        MultipartBody.TryFind(message, MediaType.Sdp, out _);
        if (message is SipRequest request)
        {
            _ = request.Uri.ToString();
            SipResponse.For(request, 200).ToBytes();
        }
    }

    internal static void Demand(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
