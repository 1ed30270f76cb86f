using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.WebRtc;

/// <summary>Chromium, headless, with a page that a test serves; the page asks the test things by POST and reports the same way.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TempFolder _profile = new();
    private readonly string _html;
    private readonly Func<string, string, string> _answer;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource<string> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestProcess _browser;

    /// <summary>Opens the page.</summary>
    /// <param name="script">The module it runs; <c>ask(name, text)</c> posts to <paramref name="answer"/>, <c>done(text)</c> ends.</param>
    /// <param name="answer">Answers a question by its name.</param>
    internal BrowserPage(string script, Func<string, string, string> answer)
    {
        _answer = answer;
        _html = "<!doctype html><meta charset=utf-8><body><script type=module>" + Preamble + script + "</script>";
        var port = FreePort.Next();
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _ = Serve();
        _browser = TestProcess.Start("/usr/bin/chromium", [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required",
            "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--allow-loopback-in-peer-connection",
            $"--user-data-dir={_profile.FullPath}", $"http://127.0.0.1:{port}/"]);
    }

    private const string Preamble = """
        const ask = async (name, text) => (await fetch('/' + name, { method: 'POST', body: text ?? '' })).text();
        const log = (...words) => ask('log', words.join(' '));
        const done = text => ask('done', text);
        const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
        addEventListener('error', e => done('error: ' + e.message));
        addEventListener('unhandledrejection', e => done('error: ' + (e.reason?.stack ?? e.reason)));
        """;

    /// <summary>What the page said on its way.</summary>
    internal string Log => string.Join('\n', _log);

    /// <summary>Waits for the page's <c>done</c>.</summary>
    internal async Task<string> Result()
    {
        try
        {
            return await _result.Task.WaitAsync(TimeSpan.FromMinutes(5));
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"the page did not finish; it said:\n{Log}\nbrowser:\n{_browser.Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _listener.Close();
        _profile.Dispose();
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var text = await new StreamReader(context.Request.InputStream).ReadToEndAsync();
            var name = context.Request.Url!.AbsolutePath[1..];
            var reply = context.Request.HttpMethod == "GET" ? (name.Length == 0 ? _html : "") : Reply(name, text);

            // A connection that the listener closes just as the browser uses it again would fail the page: each request has its own.
            context.Response.KeepAlive = false;
            context.Response.ContentType = context.Request.HttpMethod == "GET" ? "text/html" : "text/plain";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(reply));
            context.Response.Close();
        }
    }

    private string Reply(string name, string text)
    {
        switch (name)
        {
            case "log":
                _log.Enqueue(text);
                return "";
            case "done":
                _result.TrySetResult(text);
                return "";
            default:
                try
                {
                    return _answer(name, text);
                }
                catch (Exception failure)
                {
                    _result.TrySetResult("error: " + failure);
                    return "";
                }
        }
    }
}
