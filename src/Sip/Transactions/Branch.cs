using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Transactions;

/// <summary>Names of client transactions (RFC 3261 section 8.1.1.7).</summary>
internal static class Branch
{
    private const int RandomBytes = 9;

    public static string New(EndpointContext context) => Via.MagicCookie + context.Token(RandomBytes);
}
