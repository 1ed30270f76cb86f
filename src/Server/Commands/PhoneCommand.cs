using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Switchroom.Rooms.Phone;
using Switchroom.Server.Network.SipFlows;
using Switchroom.Server.Phone;

namespace Switchroom.Server.Commands;

/// <summary><c>phone</c>: a SIP endpoint to try dial-out with.</summary>
internal static class PhoneCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "SIP over UDP and TCP.", DefaultValueFactory = _ => 5070 };
        var address = new Option<string>("--address") { Description = "Address put in SIP and SDP; the one towards the internet unless given." };
        var answer = new Option<string>("--answer") { Description = "What it says: echo, quiet, tone:HERTZ, or file:PATH (WAV, 16-bit mono, 8, 16 or 48 kHz).", DefaultValueFactory = _ => "echo" };
        var delay = new Option<double>("--delay") { Description = "Seconds it rings before it answers or refuses; negative rings for ever.", DefaultValueFactory = _ => 1 };
        var refuse = new Option<int?>("--refuse") { Description = "A SIP status to refuse with, such as 486 for busy or 603 for declined." };
        var hangUp = new Option<double?>("--hang-up") { Description = "Seconds after the answer at which it hangs up." };
        var codecs = new Option<string>("--codecs") { Description = "Codecs it speaks, preferred first.", DefaultValueFactory = _ => "OPUS,G722,PCMU,PCMA" };
        var srtp = new Option<bool>("--srtp") { Description = "Speaks SRTP only." };
        var phone = new Command("phone", "A SIP phone that answers with an echo, a tone or a file, and reports the keys that are pressed. Ends with Ctrl-C.")
        {
            port, address, answer, delay, refuse, hangUp, codecs, srtp,
        };
        phone.SetAction((parsed, cancel) => Failures.ReportAsync(async () =>
        {
            var options = new TryoutOptions
            {
                Port = parsed.GetValue(port),
                Sound = await SoundFiles.ReadAsync(parsed.GetValue(answer)!),
                Delay = parsed.GetValue(delay) is >= 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
                Refusal = parsed.GetValue(refuse),
                HangUpAfter = parsed.GetValue(hangUp) is { } after ? TimeSpan.FromSeconds(after) : null,
                Codecs = [.. parsed.GetValue(codecs)!.Split(',').Select(codec => codec.Trim().ToUpperInvariant())],
                Encryption = parsed.GetValue(srtp) ? PhoneEncryption.Required : PhoneEncryption.None,
            };
            var own = parsed.GetValue(address) is { } text ? IPAddress.Parse(text) : LocalAddress.TowardsTheInternet(System.Net.Sockets.AddressFamily.InterNetwork);
            using var tryout = new TryoutPhone(options, own, TimeProvider.System, NullLogger.Instance, line => Console.WriteLine($"phone: {line}"));
            tryout.Start();
            Console.WriteLine($"The phone is ready at {tryout.Uri}");
            await EndAsync(cancel);
            return 0;
        }));
        return phone;
    }

    /// <summary>Completes at Ctrl-C or SIGTERM.</summary>
    private static async Task EndAsync(CancellationToken cancel)
    {
        var ended = new TaskCompletionSource();
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await ended.Task.WaitAsync(cancel);
    }
}
