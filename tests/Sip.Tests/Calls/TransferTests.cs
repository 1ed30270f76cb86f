using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>REFER both ways (RFC 3515, 3892), attended transfer by Replaces (RFC 3891).</summary>
public sealed class TransferTests
{
    private readonly TwoPhones _phones = new();
    private readonly TestSipPhone _carol;

    public TransferTests()
    {
        _carol = new TestSipPhone(_phones.Simulation, new IPEndPoint(IPAddress.Parse("192.0.2.3"), 5060), 77);
    }

    private TestSipPhone Alice => _phones.Alice;

    private TestSipPhone Bob => _phones.Bob;

    [Fact]
    public void ABlindTransferIsCarriedOutAndReportedToTheEnd()
    {
        _carol.AnswersAll();
        Bob.AnswersAll();
        CarryOutRefers();
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Alice.Do(new SendRefer(key, _carol.Uri("carol")) { ReferredBy = Alice.Uri("alice") });
        _phones.RunFor(1);

        Assert.Equal([202, 100, 200], Alice.Of<ReferProgressed>().Select(progress => progress.Status));
        Assert.True(Alice.Of<ReferProgressed>().Last().IsFinal);
        Assert.Equal("sip:alice@192.0.2.1:5060", _carol.Of<IncomingCall>().Single().Request.ReferredBy!.Uri.ToString());
        Alice.Do(new HangUp(key));
        EndAll();
    }

    [Fact]
    public void ARefusedReferIsFinal()
    {
        Bob.AnswersAll();
        Bob.Script += happened =>
        {
            if (happened is ReferReceived refer)
            {
                Bob.Do(new RefuseRefer(refer.Key, 403));
            }
        };
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Alice.Do(new SendRefer(key, _carol.Uri()));
        _phones.RunFor(1);
        var progress = Assert.Single(Alice.Of<ReferProgressed>());
        Assert.Equal((403, true), (progress.Status, progress.IsFinal));
        Alice.Do(new HangUp(key));
        EndAll();
    }

    [Fact]
    public void AnAttendedTransferReplacesTheConsultationCall()
    {
        _carol.AnswersAll();
        Bob.AnswersAll();
        CarryOutRefers();
        var first = Alice.Call(Bob.Uri());
        var consultation = Alice.Call(_carol.Uri("carol"));
        _phones.RunFor(1);
        Alice.Do(new SendRefer(first, _carol.Uri("carol")) { Replaces = consultation });
        _phones.RunFor(1);

        Assert.Equal(2, _carol.Of<IncomingCall>().Count());
        Assert.Equal(_carol.Of<IncomingCall>().First().Key, _carol.Of<IncomingCall>().Last().Replaces);
        Assert.Equal(CallEndCause.Replaced, _carol.Of<CallEnded>().Single().Cause);
        Assert.Equal(consultation, Alice.Of<CallEnded>().Single().Key);
        Assert.Equal(200, Alice.Of<ReferProgressed>().Last().Status);
        Alice.Do(new HangUp(first));
        EndAll();
    }

    [Fact]
    public void ReplacingACallThatIsNotThereIsRefusedWith481()
    {
        Alice.Call(Bob.Uri(), call => call with { Replaces = new Replaces("nothing", "a", "b") });
        _phones.RunFor(1);
        Assert.Equal(481, Alice.Of<CallFailed>().Single().Status);
        Assert.Empty(Bob.Events);
    }

    [Fact]
    public void ASubscriptionThatIsNeverFinishedEndsByItself()
    {
        Bob.AnswersAll();
        Bob.Script += happened =>
        {
            if (happened is ReferReceived refer)
            {
                Bob.Do(new AcceptRefer(refer.Key));
            }
        };
        var key = Alice.Call(Bob.Uri());
        _phones.RunFor(1);
        Alice.Do(new SendRefer(key, _carol.Uri()));
        _phones.RunFor(200);
        Assert.Equal([202, 100, 408], Alice.Of<ReferProgressed>().Select(progress => progress.Status));
        Alice.Do(new HangUp(key));
        EndAll();
    }

    /// <summary>Bob calls whom he is asked to, and tells how it goes.</summary>
    private void CarryOutRefers()
    {
        var asked = default(CallKey);
        Bob.Script += happened =>
        {
            switch (happened)
            {
                case ReferReceived refer:
                    asked = refer.Key;
                    Bob.Do(new AcceptRefer(refer.Key));
                    Bob.Call(refer.Target, call => call with { Replaces = refer.Replaces, ReferredBy = refer.ReferredBy });
                    break;
                case CallAnswered answered when answered.Key != asked:
                    Bob.Do(new ReportRefer(asked, 200, "OK"));
                    break;
            }
        };
    }

    private void EndAll()
    {
        _phones.RunFor(1);
        foreach (var phone in new[] { Bob, _carol })
        {
            foreach (var key in phone.Events.OfType<CallEvent>().Select(happened => happened.Key).Distinct().ToList())
            {
                phone.Do(new HangUp(key));
            }
        }

        _phones.RunFor(90);
        _phones.AssertNothingLeft();
        Assert.Equal(default, _carol.Endpoint.Counts);
    }
}
