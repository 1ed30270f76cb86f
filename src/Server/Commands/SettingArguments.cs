using Switchroom.Server.Settings;

namespace Switchroom.Server.Commands;

/// <summary>What may follow <c>serve</c>: settings as <c>--name=value</c> or <c>--name value</c>.</summary>
internal static class SettingArguments
{
    /// <summary>Throws <see cref="InvalidSettingsException"/> for what is no setting: a misspelt command must not serve.</summary>
    public static void Check(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new InvalidSettingsException([$"\"{arguments[i]}\" is neither a command nor a setting. See --help."]);
            }

            if (!arguments[i].Contains('=', StringComparison.Ordinal) && ++i == arguments.Count)
            {
                throw new InvalidSettingsException([$"The setting {arguments[^1]} lacks its value."]);
            }
        }
    }
}
