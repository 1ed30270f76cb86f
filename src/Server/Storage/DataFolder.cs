using Switchroom.Server.Settings;

namespace Switchroom.Server.Storage;

/// <summary>The folder of what the server keeps beside a PostgreSQL database, and of all it keeps without one.</summary>
internal static class DataFolder
{
    /// <summary>Makes the folder unless it is there, and returns it.</summary>
    /// <exception cref="InvalidSettingsException">It cannot be made or written into.</exception>
    public static string Make(ServerSettings settings)
    {
        try
        {
            Directory.CreateDirectory(settings.Data);
            File.Create(Path.Combine(settings.Data, $".write-check.{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidSettingsException([$"Switchroom:Data is \"{settings.Data}\"; it should be a folder that can be written: {exception.Message}"]);
        }

        return settings.Data;
    }
}
