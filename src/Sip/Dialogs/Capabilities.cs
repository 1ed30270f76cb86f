using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Dialogs;

/// <summary>What this agent can do, as it tells others.</summary>
internal static class Capabilities
{
    public const uint MaxForwards = 70;

    public const string Allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY";

    public const string Supported = "100rel, timer, replaces";

    private static readonly string[] Extensions = ["100rel", "timer", "replaces"];

    private static readonly SipMethod[] Methods =
    [
        SipMethod.Invite, SipMethod.Ack, SipMethod.Cancel, SipMethod.Bye, SipMethod.Options, SipMethod.Prack, SipMethod.Update, SipMethod.Info,
        SipMethod.Refer, SipMethod.Notify,
    ];

    private static readonly SipMethod[] KnownElsewhere = [SipMethod.Register, SipMethod.Subscribe, SipMethod.Message, SipMethod.Publish];

    public static bool Takes(SipMethod method) => Array.IndexOf(Methods, method) >= 0;

    /// <summary>The status for a method we do not take: one we know of is not allowed, any other is not implemented (RFC 3261 8.2.1, 21.5.2).</summary>
    public static int RefusalOf(SipMethod method) => Array.IndexOf(KnownElsewhere, method) >= 0 ? 405 : 501;

    /// <summary>Extensions a request requires that we do not have (RFC 3261 8.2.2.3).</summary>
    public static List<string> Unsupported(SipRequest request) =>
        request.Headers.Contains(SipHeader.Require)
            ? request.TokensOf(SipHeader.Require).Where(tag => !Extensions.Contains(tag, StringComparer.OrdinalIgnoreCase)).ToList()
            : [];
}
