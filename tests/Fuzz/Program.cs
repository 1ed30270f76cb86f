using System.Diagnostics;
using Switchroom.Fuzz;

// usage: Fuzz [target ...] [--seconds N] [--seed N]
var names = new List<string>();
var seconds = 60;
var seed = Environment.TickCount;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seconds": seconds = int.Parse(args[++i]); break;
        case "--seed": seed = int.Parse(args[++i]); break;
        default: names.Add(args[i]); break;
    }
}

foreach (var target in FuzzTargets.All.Where(target => names.Count == 0 || names.Contains(target.Name)))
{
    var clock = Stopwatch.StartNew();
    Console.WriteLine($"{target.Name}: seed {seed}");
    var count = FuzzRun.Run(target, seed, _ => clock.Elapsed.TotalSeconds < seconds);
    Console.WriteLine($"{target.Name}: {count} inputs, no finding");
}
