using Switchroom.Server.Phone;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Tests.Phone;

public sealed class CallLegTests
{
    private static readonly CallPlan OneRoute = new() { Routes = [Route("sip:bob@example.com")] };

    private static readonly CallPlan TwoTrunks = new() { Routes = [Route("sip:+1415@a.example", "a"), Route("sip:+1415@b.example", "b")] };

    [Fact]
    public void TellsAnAnsweredCallInOrderAndOnce()
    {
        var call = new Script(OneRoute);

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.Trying());
        call.At(2, new CallInput.Progress(180, null));
        call.At(2.5, new CallInput.Progress(183, "early"));
        call.At(3, new CallInput.Answered("answer"));
        call.At(9, new CallInput.HungUp(ByFarEnd: true));

        Assert.Equal(
            ["status dialing", "invite sip:bob@example.com", "status ringing", "connected", "early early", "final answer", "status active", "enter", "answered",
             "status hangup", "leave", "stopped", "forget"],
            call.Log);
        Assert.Equal((EndReason.Completed, "callee"), (call.Leg.Outcome!.Value.Reason, call.Leg.EndedBy));
    }

    [Fact]
    public void IsConnectedAShortWhileAfterTryingWhereNothingRings()
    {
        var call = new Script(OneRoute);

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.Trying());
        call.Until(2.9);
        Assert.DoesNotContain("connected", call.Log);
        call.Until(3.1);

        Assert.Contains("connected", call.Log);
    }

    [Fact]
    public void IsConnectedStrictlyBeforeAnsweredEvenWhenTheAnswerIsTheFirstResponse()
    {
        var call = new Script(OneRoute);

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.Answered("answer"));

        Assert.True(call.Log.IndexOf("connected") < call.Log.IndexOf("answered"));
    }

    [Fact]
    public void ATrunkThatIsFullIsFollowedByTheNextAndTheLastOneEndsTheCall()
    {
        var call = new Script(TwoTrunks);

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.TrunkFull());
        call.At(2, new CallInput.Refused(503, "Busy here"));

        Assert.Equal(["invite sip:+1415@a.example", "invite sip:+1415@b.example"], call.Log.Where(line => line.StartsWith("invite", StringComparison.Ordinal)));
        Assert.Equal((503, "Busy here"), (call.Leg.SipCode, call.Leg.SipReason));

        var other = new Script(TwoTrunks);
        other.At(0, new CallInput.MediaReady("offer"));
        other.At(1, new CallInput.Refused(null, "no response"));
        other.At(1, new CallInput.TrunkFull());
        Assert.Equal((CallState.Ended, EndReason.Failed, "no response"), (other.Leg.State, other.Leg.Outcome!.Value.Reason, other.Leg.SipReason));
    }

    [Fact]
    public void KeepsEarlyMediaOutOfTheRoomWhenAskedTo()
    {
        var call = new Script(OneRoute with { EarlyMedia = false });

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.Progress(183, "early"));

        Assert.DoesNotContain("early early", call.Log);
    }

    [Fact]
    public void AFarEndThatDoesNotAnswerIsCancelledAtTheRingTimeout()
    {
        var call = new Script(OneRoute with { RingTimeout = TimeSpan.FromSeconds(20) });

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.Progress(180, null));
        call.Until(20);
        Assert.Equal("cancel", call.Log[^1]);
        call.At(20.1, new CallInput.Refused(487, "Request Terminated"));

        Assert.Equal(EndReason.NoAnswer, call.Leg.Outcome!.Value.Reason);
        Assert.Contains("stopped", call.Log);
    }

    [Fact]
    public void StoppingWhileRingingCancelsAndAnAnswerThatCrossesIsNeverTold()
    {
        var call = new Script(OneRoute);

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.Progress(180, null));
        call.At(2, new CallInput.Stop("api"));
        call.At(2.1, new CallInput.Answered("answer"));
        call.At(2.2, new CallInput.HungUp(ByFarEnd: false));

        Assert.DoesNotContain("answered", call.Log);
        Assert.Equal((EndReason.Canceled, "api"), (call.Leg.Outcome!.Value.Reason, call.Leg.EndedBy));
    }

    [Fact]
    public void ACancelThatTheFarEndNeverConfirmsStillEndsTheCall()
    {
        var call = new Script(OneRoute);

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.Stop("api"));
        call.Until(10);

        Assert.Equal("forget", call.Log[^1]);
    }

    [Fact]
    public void ATrunkThatDoesNotRespondIsLeftForTheNext()
    {
        var call = new Script(TwoTrunks);

        call.At(0, new CallInput.MediaReady("offer"));
        call.Until(9);

        Assert.Equal(["status dialing", "invite sip:+1415@a.example", "cancel", "invite sip:+1415@b.example"], call.Log);
    }

    [Theory]
    [InlineData(503, true)]
    [InlineData(408, true)]
    [InlineData(486, false)]
    [InlineData(404, false)]
    public void FailsOverOnlyWhereTheTrunkIsAtFault(int code, bool failsOver)
    {
        var call = new Script(TwoTrunks);

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.Refused(code, "phrase"));

        Assert.Equal(failsOver, call.Log.Contains("invite sip:+1415@b.example"));
    }

    [Fact]
    public void NeverFailsOverOnceItRang()
    {
        var call = new Script(TwoTrunks);

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.Progress(180, null));
        call.At(2, new CallInput.Refused(503, "Service Unavailable"));

        Assert.DoesNotContain("invite sip:+1415@b.example", call.Log);
        Assert.Contains("error SIP 503 Service Unavailable", call.Log);
    }

    [Fact]
    public void SendsTheExtensionAtItsSecondAndHangsUpAtTheLimit()
    {
        var call = new Script(OneRoute with { Extension = "1234", ExtensionWait = TimeSpan.FromSeconds(3), MaxDuration = TimeSpan.FromSeconds(30) });

        call.At(0, new CallInput.MediaReady("offer"));
        call.At(5, new CallInput.Answered("answer"));
        call.Until(7.9);
        Assert.DoesNotContain("digits 1234", call.Log);
        call.Until(8);
        Assert.Contains("digits 1234", call.Log);
        call.Until(35);

        Assert.Contains("bye", call.Log);
        Assert.Equal((EndReason.Completed, "limit"), (call.Leg.Outcome!.Value.Reason, call.Leg.EndedBy));
    }

    [Fact]
    public void WithoutMediaNothingIsDialled()
    {
        var call = new Script(OneRoute);

        call.At(0, new CallInput.MediaFailed("no free RTP port"));

        Assert.Equal(["status hangup", "leave", "error no free RTP port", "forget"], call.Log);
    }

    [Fact]
    public void AnAnsweredCallWhoseMediaDiesHasFailed()
    {
        var call = Answered();

        call.At(60, new CallInput.MediaFailed("nothing came for 30 s"));
        call.Until(100);

        Assert.Contains("bye", call.Log);
        Assert.Equal(["stopped"], call.Log.Where(line => line == "stopped" || line.StartsWith("error", StringComparison.Ordinal)));
        Assert.Equal((EndReason.Failed, 200), (call.Leg.Outcome!.Value.Reason, call.Leg.SipCode));
    }

    [Fact]
    public void AnAnsweredCallWhoseSessionTimerRunsOutHasFailed()
    {
        var call = Answered();

        call.At(1800, new CallInput.HungUp(ByFarEnd: false, Fault: nameof(CallEndCause.SessionExpired)));

        Assert.Equal(["status hangup", "leave", "stopped", "forget"], call.Log[^4..]);
        Assert.Equal((EndReason.Failed, 200), (call.Leg.Outcome!.Value.Reason, call.Leg.SipCode));
    }

    [Fact]
    public void AnyOrderOfInputsTellsOneEndingAndNothingAfterIt()
    {
        var random = new Random(7);
        CallInput[] inputs =
        [
            new CallInput.MediaReady("offer"), new CallInput.Trying(), new CallInput.Progress(180, null), new CallInput.Progress(183, "early"),
            new CallInput.Answered("answer"), new CallInput.Refused(503, ""), new CallInput.Refused(null, ""), new CallInput.HungUp(true), new CallInput.Stop("api"),
            new CallInput.MediaFailed("why"), new CallInput.MediaAgreed("PCMU", "warn"),
        ];
        for (var run = 0; run < 5_000; run++)
        {
            var call = new Script(TwoTrunks with { MaxDuration = TimeSpan.FromMinutes(5) });
            var time = 0.0;
            for (var step = 0; step < 12; step++)
            {
                call.At(time += random.NextDouble() * 10, inputs[random.Next(inputs.Length)]);
            }

            call.At(time + 1, new CallInput.Stop("room"));
            call.Until(time + 1_000);

            Assert.Equal("forget", call.Log[^1]);
            Assert.Single(call.Log, line => line == "stopped" || line.StartsWith("error", StringComparison.Ordinal));
            Assert.True(call.Log.Count(line => line == "answered") <= 1);
        }
    }

    private static Script Answered()
    {
        var call = new Script(OneRoute);
        call.At(0, new CallInput.MediaReady("offer"));
        call.At(1, new CallInput.Answered("answer"));
        return call;
    }

    private static CallRoute Route(string target, string? trunk = null) =>
        new(new CallRequest { Target = SipUri.Parse(target), From = SipUri.Parse("sip:room@switchroom.example") }, trunk);

    /// <summary>Feeds inputs at their seconds, runs the deadlines in between, and keeps the actions as words.</summary>
    private sealed class Script(CallPlan plan)
    {
        public CallLeg Leg { get; } = new(plan);

        public List<string> Log { get; } = [];

        public void At(double seconds, CallInput input)
        {
            Until(seconds);
            Leg.Handle(input, TimeSpan.FromSeconds(seconds));
            Drain();
        }

        public void Until(double seconds)
        {
            while (Leg.NextDeadline is { } due && due <= TimeSpan.FromSeconds(seconds))
            {
                Leg.HandleDeadline(due);
                Drain();
            }
        }

        private void Drain()
        {
            while (Leg.TryTakeAction(out var action))
            {
                Log.Add(action switch
                {
                    CallAction.Invite invite => $"invite {invite.Route.RequestUri}",
                    CallAction.CancelInvite => "cancel",
                    CallAction.HangUp => "bye",
                    CallAction.ApplyRemoteSdp apply => $"{(apply.Early ? "early" : "final")} {apply.Sdp}",
                    CallAction.ShowStatus show => $"status {show.Status}",
                    CallAction.EnterRoom => "enter",
                    CallAction.SendExtension send => $"digits {send.Digits}",
                    CallAction.Tell { Kind: CallEventKind.Error } tell => $"error {tell.Warning}",
                    CallAction.Tell tell => tell.Kind.ToString().ToLowerInvariant(),
                    CallAction.LeaveRoom => "leave",
                    _ => "forget",
                });
            }
        }
    }
}
