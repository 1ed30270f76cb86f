using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.TestKit;
using Switchroom.TestKit.Sip;

namespace Switchroom.Sip.Tests.Calls;

/// <summary>
/// Thousands of calls over networks that lose, duplicate and reorder by a seed. Each call does what its random script says; whatever happens,
/// every call ends with exactly one last event at each end that saw it, and nothing is left: no transaction, dialog, call or timer.
/// </summary>
public sealed class LossyCallTests
{
    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(2, 0.02)]
    [InlineData(3, 0.1)]
    [InlineData(4, 0.3)]
    [InlineData(5, 0.6)]
    public void ThousandsOfCallsLeaveNothingBehind(int seed, double loss)
    {
        var phones = new TwoPhones(seed);
        phones.Simulation.Network.DefaultLink = new LinkProfile
        {
            Delay = TimeSpan.FromMilliseconds(20),
            Jitter = TimeSpan.FromMilliseconds(120),
            Loss = loss,
            Duplication = 0.1,
        };
        var alice = new RandomParty(phones.Simulation, phones.Alice, phones.Bob, new Random(seed));
        var bob = new RandomParty(phones.Simulation, phones.Bob, phones.Alice, new Random(seed + 100));
        const int CallsEach = 500;
        for (var i = 0; i < CallsEach; i++)
        {
            var at = TimeSpan.FromMilliseconds(100 * i);
            phones.Simulation.At(at, alice.Call);
            phones.Simulation.At(at, bob.Call);
        }

        phones.RunFor(900);
        Assert.Equal(CallsEach, alice.Started);
        Assert.Empty(alice.Open);
        Assert.Empty(bob.Open);
        Assert.Empty(alice.Dialogs);
        Assert.Empty(bob.Dialogs);
        Assert.True(loss > 0.5 || alice.Answered > CallsEach / 3, $"{alice.Answered} calls were answered");
        phones.AssertNothingLeft();
    }

    [Fact]
    public void CallsOverConnectionsThatBreakLeaveNothingBehind()
    {
        var phones = new TwoPhones(9, tcp: true);
        var alice = new RandomParty(phones.Simulation, phones.Alice, phones.Bob, new Random(9)) { Transport = "tcp" };
        var bob = new RandomParty(phones.Simulation, phones.Bob, phones.Alice, new Random(109)) { Transport = "tcp" };
        for (var i = 0; i < 500; i++)
        {
            var at = TimeSpan.FromMilliseconds(100 * i);
            phones.Simulation.At(at, alice.Call);
            phones.Simulation.At(at, bob.Call);
            if (i % 50 == 49)
            {
                phones.Simulation.At(at, phones.Streams!.BreakAll);
            }
        }

        phones.RunFor(900);
        Assert.Empty(alice.Open);
        Assert.Empty(bob.Open);
        Assert.Empty(alice.Dialogs);
        Assert.Empty(bob.Dialogs);
        Assert.True(alice.Answered > 250, $"{alice.Answered} calls were answered");
        phones.AssertNothingLeft();
    }

    /// <summary>Calls, is called, and does at random what owners do.</summary>
    private sealed class RandomParty
    {
        private readonly Simulation _simulation;
        private readonly TestSipPhone _phone;
        private readonly TestSipPhone _other;
        private readonly Random _random;

        public RandomParty(Simulation simulation, TestSipPhone phone, TestSipPhone other, Random random)
        {
            _simulation = simulation;
            _phone = phone;
            _other = other;
            _random = random;
            phone.Keeps = false;
            phone.Script = React;
        }

        public string? Transport { get; init; }

        public int Started { get; private set; }

        public int Answered { get; private set; }

        /// <summary>Calls that had no last event yet.</summary>
        public HashSet<CallKey> Open { get; } = [];

        /// <summary>Dialogs that were told as known and not as over.</summary>
        public HashSet<(CallKey Key, string Branch)> Dialogs { get; } = [];

        public void Call()
        {
            Started++;
            var target = _other.Uri();
            target = Transport is null ? target : target with { Parameters = SipParameters.Empty.With("transport", Transport) };
            var key = _phone.Call(target, call => call with
            {
                Offer = _random.Next(5) == 0 ? null : call.Offer,
                RingTimeout = TimeSpan.FromSeconds(_random.Next(5, 60)),
            });
            Open.Add(key);
            if (_random.Next(4) == 0)
            {
                Later(3, new HangUp(key));
            }
        }

        private void React(SipEvent happened)
        {
            switch (happened)
            {
                case IncomingCall call:
                    Assert.True(Open.Add(call.Key));
                    Respond(call);
                    break;
                case CallProgress { BodyIsOffer: true } progress:
                    _phone.Do(new SendAnswer(progress.Key, SipBody.Sdp("answer")));
                    break;
                case CallAnswered answered:
                    Answered++;
                    if (answered.BodyIsOffer)
                    {
                        _phone.Do(new SendAnswer(answered.Key, SipBody.Sdp("answer")));
                    }

                    Converse(answered.Key);
                    break;
                case CallConfirmed confirmed:
                    Converse(confirmed.Key);
                    break;
                case OfferReceived offer:
                    Later(1, _random.Next(4) == 0 ? new RefuseOffer(offer.Key) : new SendAnswer(offer.Key, SipBody.Sdp("answer")));
                    break;
                case ReferReceived refer:
                    Later(1, _random.Next(2) == 0 ? new AcceptRefer(refer.Key) : new RefuseRefer(refer.Key));
                    Later(3, new ReportRefer(refer.Key, 200, "OK"));
                    break;
                case CallFailed or CallEnded:
                    var key = ((CallEvent)happened).Key;
                    Assert.True(Open.Remove(key), $"{happened} comes after the call's last event");
                    break;
                case DialogOver over:
                    Assert.True(Dialogs.Remove((over.Key, over.Branch)), "a dialog is over that was not known");
                    break;
                case DialogKnown known:
                    Assert.Contains(known.Key, Open);
                    Dialogs.Add((known.Key, known.Branch));
                    break;
                case CallEvent call:
                    Assert.Contains(call.Key, Open);
                    break;
            }
        }

        private void Respond(IncomingCall call)
        {
            if (_random.Next(2) == 0)
            {
                _phone.Do(new ProgressCall(call.Key, 183, SipBody.Sdp("early"), Reliable: _random.Next(2) == 0));
            }

            switch (_random.Next(10))
            {
                case 0: Later(2, new RejectCall(call.Key, 486)); break;
                case 1: break;
                default: Later(4, new AnswerCall(call.Key, SipBody.Sdp("answer"))); break;
            }
        }

        private void Converse(CallKey key)
        {
            if (_random.Next(2) == 0)
            {
                Later(5, new SendOffer(key, SipBody.Sdp("hold")));
            }

            switch (_random.Next(6))
            {
                case 0: Later(5, new SendInfo(key, SipBody.Sdp("info"))); break;
                case 1: Later(5, new SendRefer(key, _other.Uri("third"))); break;
            }

            Later(20, new HangUp(key));
        }

        private void Later(int seconds, SipCommand command) =>
            _simulation.At(_simulation.Now + TimeSpan.FromSeconds(seconds * _random.NextDouble()), () => _phone.Do(command));
    }
}
