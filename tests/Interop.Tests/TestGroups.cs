namespace Switchroom.Interop.Tests;

/// <summary>
/// Classes whose tests run one after the other, as each of them keeps a core busy: two groups, for the two cores that a test machine has.
/// </summary>
internal static class TestGroups
{
    /// <summary>Browsers and programs in rooms.</summary>
    public const string Browsers = "browsers";

    /// <summary>Calls, from the API and from the room page.</summary>
    public const string Calls = "calls";
}
