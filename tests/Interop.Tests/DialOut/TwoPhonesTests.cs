using System.Text.Json.Nodes;
using Switchroom.Interop.Tests.Browser;
using Switchroom.Interop.Tests.Peers;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>Two real phones dialled into one room without a browser: each hears the other, and the webhooks tell it.</summary>
[Collection(TestGroups.Calls)]
public sealed class TwoPhonesTests
{
    private const double AnnTone = 620, BobTone = 1130;

    [Theory]
    [InlineData("PCMU", "udp", null, false)]
    [InlineData("G722", "tcp", null, true)]
    [InlineData("opus", "udp", null, false)]
    [InlineData("PCMA", "tls", "srtp-mand", false)]
    public async Task HearEachOther(string codec, string transport, string? encryption, bool ice)
    {
        using var folder = new TempFolder();
        var options = new BaresipOptions { Codecs = codec, Transport = transport, MediaEncryption = encryption, Ice = ice };
        await using var ann = await Baresip.StartAsync(options with { Microphone = Wave.Tone(RateOf(codec), AnnTone, 300).Save(Path.Combine(folder.FullPath, "ann.wav")) });
        await using var bob = await Baresip.StartAsync(options with { Microphone = Wave.Tone(RateOf(codec), BobTone, 300).Save(Path.Combine(folder.FullPath, "bob.wav")) });
        var authorities = folder.Write("authorities.pem", ann.Certificate + bob.Certificate);
        await using var server = await RunningServer.StartAsync(["--Switchroom:Sip:Address=127.0.0.1", .. TrustIn(ann, authorities)]);
        using var api = new ApiClient(server);
        await using var events = await EventReceiver.StartAsync(api);
        await api.CreateRoomAsync("phones");

        var annId = await DialAsync(api, ann, "Ann");
        await events.NextAsync("dialout.connected");
        Assert.Equal(annId, (await events.NextAsync("dialout.answered"))["session_id"]!.GetValue<string>());
        var bobId = await DialAsync(api, bob, "Bob");
        await events.NextAsync("dialout.connected");
        await events.NextAsync("dialout.answered");
        await Task.WhenAll(ann.HearsAsync(BobTone), bob.HearsAsync(AnnTone));
        if (ice)
        {
            await Task.WhenAll(ann.SeesAsync("mnat 'ice' connected"), bob.SeesAsync("mnat 'ice' connected"));
        }

        await api.MustPostAsync("rooms/phones/dialOut/stop", new JsonObject { ["sessionId"] = bobId });
        var stopped = await events.NextAsync("dialout.stopped");
        Assert.Equal(("completed", "api", true), (Text(stopped, "reason"), Text(stopped, "ended_by"), stopped["answered"]!.GetValue<bool>()));
        await ann.Type("/hangup");
        Assert.Equal("callee", Text(await events.NextAsync("dialout.stopped"), "ended_by"));
        await bob.SeesAsync("terminated|session closed");

        Heard(ann, BobTone, AnnTone);
        Heard(bob, AnnTone, BobTone);
    }

    private static async Task<string> DialAsync(ApiClient api, Baresip phone, string name)
    {
        var body = new JsonObject { ["sipUri"] = phone.Uri, ["displayName"] = name };
        if (phone.Options.MediaEncryption is not null)
        {
            body["srtp"] = "required";
        }

        if (phone.Options.Ice)
        {
            body["ice"] = true;
        }

        return await api.DialAsync("phones", body);
    }

    private static void Heard(Baresip phone, double other, double own)
    {
        var heard = Wave.Read(phone.Heard());
        Assert.True(heard.DecibelsOf(other) > -25, $"the other's tone is at {heard.DecibelsOf(other):F1} dB\n{phone.Output}");
        Assert.True(heard.DecibelsOf(own) < -45, $"its own tone is at {heard.DecibelsOf(own):F1} dB");
    }

    private static string[] TrustIn(Baresip phone, string authorities) =>
        phone.Certificate is null ? [] : [$"--Switchroom:Sip:TlsAuthorities={authorities}"];

    private static int RateOf(string codec) => codec switch
    {
        "opus" => 48_000,
        "G722" => 16_000,
        _ => 8_000,
    };

    private static string? Text(JsonNode payload, string name) => payload[name]?.GetValue<string>();
}
