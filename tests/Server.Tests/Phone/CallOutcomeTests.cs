using Switchroom.Server.Phone;

namespace Switchroom.Server.Tests.Phone;

public sealed class CallOutcomeTests
{
    private const bool Answered = true, Rang = true, StoppedHere = true, TimedOut = true, No = false, Error = true;

    [Theory]
    [InlineData(Answered, Rang, No, No, 200, null, EndReason.Completed, No)]
    [InlineData(Answered, Rang, StoppedHere, No, 200, null, EndReason.Completed, No)]
    [InlineData(Answered, Rang, No, No, 200, "media timeout", EndReason.Failed, No)]
    [InlineData(No, Rang, StoppedHere, No, 487, null, EndReason.Canceled, No)]
    [InlineData(No, Rang, StoppedHere, TimedOut, 487, null, EndReason.NoAnswer, No)]
    [InlineData(No, Rang, No, No, 486, null, EndReason.Busy, No)]
    [InlineData(No, No, No, No, 600, null, EndReason.Busy, No)]
    [InlineData(No, Rang, No, No, 603, null, EndReason.Declined, No)]
    [InlineData(No, Rang, No, No, 403, null, EndReason.Declined, No)]
    [InlineData(No, No, No, No, 403, null, EndReason.Failed, Error)]
    [InlineData(No, Rang, No, No, 480, null, EndReason.NoAnswer, No)]
    [InlineData(No, Rang, No, No, 408, null, EndReason.NoAnswer, No)]
    [InlineData(No, No, No, No, 408, null, EndReason.Failed, Error)]
    [InlineData(No, No, No, No, 404, null, EndReason.Failed, Error)]
    [InlineData(No, No, No, No, 488, null, EndReason.Failed, Error)]
    [InlineData(No, No, No, No, 503, null, EndReason.Failed, Error)]
    [InlineData(No, No, No, No, 0, "no route", EndReason.Failed, Error)]
    internal void NamesTheEnding(bool answered, bool rang, bool stopped, bool timedOut, int code, string? fault, EndReason reason, bool isError) =>
        Assert.Equal(new CallOutcome(reason, isError), CallOutcome.Of(new(answered, rang, stopped, timedOut, code == 0 ? null : code, fault)));

    [Fact]
    public void BusyIsAnErrorWhereTheOperatorWantsRetryLoopsToSeeIt() =>
        Assert.True(CallOutcome.Of(new(false, true, false, false, 486, null), errorsForUnanswered: true).IsError);
}
