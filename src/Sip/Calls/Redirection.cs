using System.Globalization;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Calls;

/// <summary>Where a 3xx sends us (RFC 3261 section 8.1.3.4).</summary>
internal static class Redirection
{
    /// <summary>Contacts that can be called, best first: by falling q, and as listed where q is equal.</summary>
    public static List<SipUri> ContactsOf(SipResponse response) =>
        response.Contacts
            .Where(contact => contact.Uri.Scheme is SipUriScheme.Sip or SipUriScheme.Sips)
            .OrderByDescending(PreferenceOf)
            .Select(contact => contact.Uri)
            .ToList();

    private static double PreferenceOf(NameAddr contact) =>
        double.TryParse(contact.Parameters["q"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q) ? q : 1;
}
