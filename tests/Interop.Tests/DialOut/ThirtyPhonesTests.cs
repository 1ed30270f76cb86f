using System.Text.Json.Nodes;
using Switchroom.Interop.Tests.Browser;
using Switchroom.Interop.Tests.Peers;
using Switchroom.Interop.Tests.Sip;
using Switchroom.Sip.Calls;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>Thirty phones that are dialled at once into one room: all get in, all hear who speaks, all are hung up.</summary>
[Collection(TestGroups.Calls)]
public sealed class ThirtyPhonesTests
{
    private const string Room = "thirty";
    private const int Phones = 30;

    // far enough from each other and from each other's harmonics
    private static readonly double[] Voices = [440, 1_030, 1_730];

    [Fact]
    public async Task AllHearThoseWhoSpeakAndNobodyHimself()
    {
        using var callees = new SipAgent();
        await using var server = await RunningServer.StartAsync("--Switchroom:Sip:Address=127.0.0.1", "--Switchroom:Api:RateLimits:Enabled=false");
        using var api = new ApiClient(server);
        await api.MustPostAsync("", new JsonObject { ["properties"] = new JsonObject { ["max_sip_pstn_sessions_per_room"] = Phones } });
        await api.CreateRoomAsync(Room);
        var ports = Enumerable.Range(0, Phones).Select(_ => new MediaPort()).ToList();
        try
        {
            await Task.WhenAll(ports.Select((_, phone) => api.DialAsync(Room, new JsonObject { ["sipUri"] = $"sip:{phone}@127.0.0.1:{callees.Port}", ["codecs"] = new JsonObject { ["audio"] = new JsonArray("PCMU") } })));
            for (var answered = 0; answered < Phones; answered++)
            {
                var call = await callees.Expect<IncomingCall>();
                var phone = int.Parse(call.Request.Uri.User!);
                callees.Post(new AnswerCall(call.Key, SipBody.Sdp(ports[phone].Description)));
                if (phone < Voices.Length)
                {
                    ports[phone].Say(Wave.Tone(8_000, Voices[phone], 120), call.Offer!.Text);
                }
            }

            var (refused, _) = await api.PostAsync($"rooms/{Room}/dialOut/start", new JsonObject { ["sipUri"] = $"sip:30@127.0.0.1:{callees.Port}" });
            Assert.Equal(400, refused);
            for (var phone = 0; phone < Phones; phone++)
            {
                await AssertHearsAsync(ports[phone], phone);
            }

            await api.MustPostAsync($"rooms/{Room}/eject", new JsonObject { ["ids"] = await SessionsAsync(api) });
            for (var ended = 0; ended < Phones; ended++)
            {
                Assert.Equal(CallParty.Peer, (await callees.Expect<CallEnded>()).By);
            }
        }
        finally
        {
            ports.ForEach(port => port.Dispose());
        }
    }

    private static Task AssertHearsAsync(MediaPort port, int phone)
    {
        var next = 50;
        return port.UntilAsync(packets =>
        {
            if (packets.Count < next)
            {
                return false;
            }

            next = packets.Count + 25;
            var lately = MediaPort.Sound([.. packets.TakeLast(50)]);
            return Enumerable.Range(0, Voices.Length).All(voice => voice == phone ? lately.DecibelsOf(Voices[voice]) < -45 : lately.DecibelsOf(Voices[voice]) > -25);
        });
    }

    private static async Task<JsonArray> SessionsAsync(ApiClient api) =>
        [.. (await api.GetAsync($"rooms/{Room}/dialOut"))["data"]!.AsArray().Select(call => call!["sessionId"]!.DeepClone())];
}
