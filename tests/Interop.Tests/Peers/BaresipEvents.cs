using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Peers;

/// <summary>What a baresip tells through its module ctrl_tcp: JSON objects in netstrings. Read only when somebody waits for something.</summary>
internal sealed class BaresipEvents : IDisposable
{
    private readonly TcpClient _client = new();

    /// <summary>Connects to a baresip that is ready.</summary>
    public static async Task<BaresipEvents> ConnectAsync(int port)
    {
        var events = new BaresipEvents();
        await events._client.ConnectAsync(IPAddress.Loopback, port);
        return events;
    }

    /// <summary>Waits until so many keys were heard since the last time, and returns them in their order.</summary>
    public async Task<string> KeysAsync(int count)
    {
        using var limit = new CancellationTokenSource(TestProcess.Patience);
        var keys = new StringBuilder();
        while (keys.Length < count)
        {
            using var told = JsonDocument.Parse(await NextAsync(limit.Token));
            if (told.RootElement.TryGetProperty("type", out var type) && type.GetString() == "CALL_DTMF_START")
            {
                keys.Append(told.RootElement.GetProperty("param").GetString());
            }
        }

        return keys.ToString();
    }

    public void Dispose() => _client.Dispose();

    // length in decimal, a colon, the bytes, a comma
    private async Task<byte[]> NextAsync(CancellationToken cancel)
    {
        var stream = _client.GetStream();
        var one = new byte[1];
        var length = 0;
        while (true)
        {
            await stream.ReadExactlyAsync(one, cancel);
            if (one[0] == ':')
            {
                break;
            }

            length = length * 10 + CharUnicodeInfo.GetDecimalDigitValue((char)one[0]);
        }

        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancel);
        await stream.ReadExactlyAsync(one, cancel);
        return bytes;
    }
}
