using Switchroom.Benchmarks;

// usage: Benchmarks [name ...] [--list] [--json FILE] [--commit HASH]
var names = new List<string>();
string? jsonFile = null;
var commit = "unknown";
var list = false;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--json": jsonFile = args[++i]; break;
        case "--commit": commit = args[++i]; break;
        case "--list": list = true; break;
        default: names.Add(args[i]); break;
    }
}

var all = typeof(Benchmark).Assembly.GetTypes()
    .Where(type => type.IsSubclassOf(typeof(Benchmark)) && !type.IsAbstract)
    .Select(type => (Benchmark)Activator.CreateInstance(type)!)
    .OrderBy(benchmark => benchmark.Name, StringComparer.Ordinal)
    .ToList();
var unknown = names.Except(all.Select(benchmark => benchmark.Name)).ToList();
if (unknown.Count > 0 || list)
{
    Console.WriteLine(unknown.Count > 0 ? $"no benchmark named {string.Join(", ", unknown)}; there are:" : "benchmarks:");
    all.ForEach(benchmark => Console.WriteLine($"  {benchmark.Name}"));
    return unknown.Count > 0 ? 2 : 0;
}

using var json = jsonFile is null ? null : new StreamWriter(jsonFile, append: true);
var report = new Report(commit, json);
foreach (var benchmark in all.Where(benchmark => names.Count == 0 || names.Contains(benchmark.Name)))
{
    Console.WriteLine(benchmark.Name);
    benchmark.Run(report);
}

return 0;
