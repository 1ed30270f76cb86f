using Switchroom.Server.Phone;
using Switchroom.Server.Tests.Storage;
using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Phone;

public sealed class CallMinutesTestsOnSqlite : CallMinutesTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult("");
}

public sealed class CallMinutesTestsOnPostgres(PostgresServer server) : CallMinutesTests
{
    protected override Task<string> NewDatabaseAsync() => server.NewDatabaseAsync();
}

/// <summary>The sum of minutes that the cap is held against.</summary>
public abstract class CallMinutesTests : DatabaseTests
{
    [Fact]
    public async Task CountsWhatWasTalkedThroughTrunksWithinTheDayAndWhatGoesOn()
    {
        await Store.WriteAsync(async context => await context.CallLegs.AddRangeAsync(
            NewCall("today", "ended", Now.AddHours(-2), Now.AddHours(-1), "trunk"),
            NewCall("half-yesterday", "ended", Now.AddHours(-25), Now.AddHours(-23), "trunk"),
            NewCall("yesterday", "ended", Now.AddHours(-30), Now.AddHours(-25), "trunk"),
            NewCall("goes-on", "answered", Now.AddMinutes(-30), null, "trunk"),
            NewCall("left-by-a-server-that-is-gone", "answered", Now.AddHours(-25), null, "trunk"),
            NewCall("never-answered", "ended", null, Now.AddHours(-1), "trunk"),
            NewCall("not-through-a-trunk", "ended", Now.AddHours(-2), Now.AddHours(-1))));

        await using var context = Store.Open();
        Assert.Equal(60 + 60 + 30, await CallMinutes.OfLastDayAsync(context, Domain.Id, Now, default));
        Assert.Equal(0, await CallMinutes.OfLastDayAsync(context, "another-domain", Now, default));
    }
}
