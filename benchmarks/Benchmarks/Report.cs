using System.Globalization;
using System.Text.Json;

namespace Switchroom.Benchmarks;

/// <summary>Figures of one run: a table on the console and, on request, one JSON line per figure.</summary>
public sealed class Report(string commit, TextWriter? json)
{
    /// <summary>Adds a figure.</summary>
    /// <param name="name">What is measured, e.g. <c>sip-parse-invite</c>.</param>
    /// <param name="value">The figure.</param>
    /// <param name="unit">Its unit, e.g. <c>ns</c>, <c>B/packet</c>, <c>x</c> for a ratio.</param>
    /// <param name="ratioTo">For a ratio, what it is a ratio to.</param>
    public void Add(string name, double value, string unit, string? ratioTo = null)
    {
        var shown = value.ToString(Math.Abs(value) >= 100 ? "N0" : "G4", CultureInfo.InvariantCulture);
        Console.WriteLine($"  {name,-48} {shown,14} {unit,-12} {(ratioTo is null ? "" : "to " + ratioTo)}");
        json?.WriteLine(JsonSerializer.Serialize(new { name, value, unit, ratioTo, commit }));
        json?.Flush();
    }
}
