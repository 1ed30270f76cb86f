namespace Switchroom.TestKit;

/// <summary>Bytes that this thread allocates in a steady state.</summary>
public static class Allocations
{
    private const int Stretches = 3;

    /// <summary>
    /// The least that one of three stretches of the same work allocates. What the work needs for each of its steps shows in all of them; what the runtime
    /// does once, when it compiles a method anew, in one.
    /// </summary>
    /// <param name="stretch">Warmed up before, and the same whenever it is called.</param>
    public static long InSteadyState(Action stretch)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Stretches && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            stretch();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
