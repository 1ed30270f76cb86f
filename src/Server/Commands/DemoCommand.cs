using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Switchroom.Server.Events;
using Switchroom.Server.Phone;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Commands;

/// <summary><c>demo</c>: a server and a phone in one process, a room, and a call between them, told step by step.</summary>
internal static class DemoCommand
{
    private const string Room = "demo";

    public static Command Create()
    {
        var demo = new Command("demo", "Starts a server and an echo phone, creates the room \"demo\", dials the phone, and says each step. Settings follow as for serve.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        demo.SetAction((parsed, cancel) => Failures.ReportAsync(() => RunAsync([.. parsed.UnmatchedTokens], cancel)));
        return demo;
    }

    private static async Task<int> RunAsync(string[] arguments, CancellationToken cancel)
    {
        SettingArguments.Check(arguments);
        await using var app = ServerHost.Build(arguments);
        await app.StartAsync(cancel);
        cancel = app.Lifetime.ApplicationStopping; // the host is who hears Ctrl-C
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var began = clock.GetTimestamp();
        void Say(string line) => Console.WriteLine($"{clock.GetElapsedTime(began).TotalSeconds,7:0.000} s  {line}");

        using var phone = new TryoutPhone(new TryoutOptions { Port = 0 }, IPAddress.Loopback, clock, NullLogger.Instance, line => Say($"the phone: {line}"));
        phone.Start();
        Say($"the phone is ready at {phone.Uri} and echoes what it hears");

        var domain = app.Services.GetRequiredService<DefaultDomain>();
        var stored = await domain.EnsureAsync(cancel);
        var key = await domain.EnsureKeyAsync(stored, cancel) ?? throw new InvalidDataException("there is no valid API key: make one with `keys create NAME`");
        using var listener = app.Services.GetRequiredService<EventFeed>().Listen(stored.Id);
        var url = app.Services.GetRequiredService<PublicUrl>().Value;
        using var api = new HttpClient { BaseAddress = new Uri(url + "/v1/") };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);

        var room = new JsonObject
        {
            ["name"] = Room,
            ["properties"] = new JsonObject
            {
                ["enable_dialout"] = true,
                ["dialout_config"] = new JsonObject { ["allow_room_start"] = true, ["max_idle_timeout_post_conversation_sec"] = 3600 },
            },
        };
        Say($"POST /v1/rooms: {await PostAsync(api, "rooms", room, cancel)}");
        var token = await PostAsync(api, "meeting-tokens", new JsonObject { ["properties"] = new JsonObject { ["room_name"] = Room, ["is_owner"] = true } }, cancel);
        var dialled = new JsonObject { ["sipUri"] = phone.Uri, ["displayName"] = "Echo" };
        Say($"POST /v1/rooms/{Room}/dialOut/start: {await PostAsync(api, $"rooms/{Room}/dialOut/start", dialled, cancel)}");
        Console.WriteLine($"Open {url}/{Room}?t={JsonNode.Parse(token)?["token"]} and hear your own voice come back from the phone. Ctrl-C ends.");
        try
        {
            await foreach (var happened in listener.Events.ReadAllAsync(cancel))
            {
                Say($"event {happened.Type} {happened.Payload["reason"]}".TrimEnd());
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how a demo ends
        }

        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    // A room that an earlier demo left is as good as a new one.
    private static async Task<string> PostAsync(HttpClient api, string path, JsonObject body, CancellationToken cancel)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await api.PostAsync(path, content, cancel);
        return await response.Content.ReadAsStringAsync(cancel);
    }
}
