using System.Text.RegularExpressions;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api;

/// <summary>Telephone numbers in text.</summary>
internal static partial class PhoneText
{
    /// <summary>A number in E.164 form with its plus sign (ITU-T E.164: at most 15 digits).</summary>
    public static readonly TextRule Rule = new(16, 2) { Pattern = Number(), Expected = "must be a phone number in E.164 form, such as +15550100" };

    /// <summary>The beginning of such a number.</summary>
    public static readonly TextRule Prefix = new(16, 1) { Pattern = PrefixPattern(), Expected = "must be a plus sign and up to 15 digits" };

    [GeneratedRegex(@"^\+[1-9][0-9]{0,14}\z")]
    public static partial Regex Number();

    [GeneratedRegex(@"^\+[0-9]{0,15}\z")]
    private static partial Regex PrefixPattern();
}
