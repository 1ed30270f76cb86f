using Switchroom.Rooms.Forwarding;

namespace Switchroom.Rooms.Tests.Forwarding;

public class KeyFrameBudgetTests
{
    [Theory]
    [InlineData(1, 29)] // a minute of asking each second: ten at once, then one each three seconds
    [InlineData(3, 20)]
    [InlineData(10, 6)]
    public void AfterTheFirstTheyAreCausedAtTheRateOfTheBudget(int secondsBetween, int expected)
    {
        var budget = new KeyFrameBudget();
        var caused = 0;
        for (var now = TimeSpan.FromHours(1); now < TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1); now += TimeSpan.FromSeconds(secondsBetween))
        {
            if (budget.HasAny(now))
            {
                budget.Spend(now);
                caused++;
            }
        }

        Assert.Equal(expected, caused);
    }

    [Fact]
    public void WhatIsSavedIsNeverMoreThanTheFirst()
    {
        var budget = new KeyFrameBudget();
        budget.Spend(TimeSpan.Zero);
        var caused = 0;
        for (var now = TimeSpan.FromDays(3); budget.HasAny(now); caused++)
        {
            budget.Spend(now);
        }

        Assert.Equal(KeyFrameBudget.MaxAtOnce, caused);
    }
}
