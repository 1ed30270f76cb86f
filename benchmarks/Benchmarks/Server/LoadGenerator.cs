using System.Diagnostics;
using System.Net.Sockets;

namespace Switchroom.Benchmarks.Server;

/// <summary>Sends one prepared HTTP request again and again on several connections; costs so little that the server is what is measured.</summary>
internal static class LoadGenerator
{
    private static readonly byte[] Success = "HTTP/1.1 200"u8.ToArray();
    private static readonly byte[] HeaderEnd = "\r\n\r\n"u8.ToArray();

    /// <summary>Requests per second over all connections.</summary>
    public static async Task<double> RunAsync(Uri server, byte[] request, int connections, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => ConnectAndCountAsync(server, request, start, duration))));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<long> ConnectAndCountAsync(Uri server, byte[] request, long start, TimeSpan duration)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        var buffer = new byte[16_384];
        long count = 0;
        for (; Stopwatch.GetElapsedTime(start) < duration; count++)
        {
            await socket.SendAsync(request);
            await ReadAnswerAsync(socket, buffer);
        }

        return count;
    }

    private static async Task ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var filled = 0;
        do
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0)
            {
                throw new InvalidOperationException("the server closed the connection");
            }

            filled += read;
        }
        while (!IsWhole(buffer.AsSpan(0, filled)));
    }

    // an answer has a Content-Length, or is chunked and ends with an empty chunk
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        if (!answer.StartsWith(Success))
        {
            throw new InvalidOperationException($"the server answered {System.Text.Encoding.ASCII.GetString(answer)}");
        }

        var end = answer.IndexOf(HeaderEnd);
        if (end < 0)
        {
            return false;
        }

        var head = answer[..end];
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return answer.EndsWith("0\r\n\r\n"u8);
        }

        _ = System.Buffers.Text.Utf8Parser.TryParse(head[(at + 16)..], out int length, out _);
        return answer.Length >= end + HeaderEnd.Length + length;
    }
}
