namespace Switchroom.Sip.Dialogs;

/// <summary>How long to wait after 491 (RFC 3261 14.1): the owner of the Call-ID 2.1 to 4 s, the other up to 2 s, in steps of 10 ms.</summary>
internal static class GlareInterval
{
    public static TimeSpan Next(bool ownsCallId, Random random) =>
        TimeSpan.FromMilliseconds(10 * (ownsCallId ? random.Next(210, 401) : random.Next(0, 201)));
}
