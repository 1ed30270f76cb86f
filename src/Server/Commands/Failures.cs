using System.Data.Common;
using System.Net.Sockets;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Commands;

/// <summary>Turns what an operator can mend into a sentence; everything else keeps its stack trace.</summary>
internal static class Failures
{
    public static async Task<int> ReportAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (InvalidSettingsException exception)
        {
            foreach (var problem in exception.Problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            return 2;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or DbException or SocketException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"Switchroom cannot go on: {exception.Message}");
            return 1;
        }
    }
}
