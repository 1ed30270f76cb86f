using System.Globalization;
using System.Net;

namespace Switchroom.Server.Settings;

/// <summary>
/// Reads the settings under one section of the configuration and remembers every problem, so that an operator sees all of them at once.
/// A list is one value with commas, or an array in a JSON file.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration, string section = "Switchroom")
{
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> problems = [];

    /// <summary>Everything that is wrong so far, one sentence each.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Text as it stands; empty counts as absent.</summary>
    public string Text(string key, string fallback = "")
    {
        var value = configuration[Know(key)];
        return string.IsNullOrWhiteSpace(value) ? fallback : value.Trim();
    }

    /// <summary>A whole number in a range, both ends included.</summary>
    public int Number(string key, int fallback, int least, int most)
    {
        var text = Text(key);
        if (text.Length == 0)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Refuse(key, text, $"a whole number from {least} to {most}");
        return fallback;
    }

    /// <summary>A port; 0 lets the system choose one.</summary>
    public int Port(string key, int fallback) => Number(key, fallback, 0, 65535);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string key, bool fallback)
    {
        var text = Text(key);
        if (text.Length == 0 || bool.TryParse(text, out fallback))
        {
            return fallback;
        }

        Refuse(key, text, "true or false");
        return fallback;
    }

    /// <summary>A decimal number in a range, both ends included.</summary>
    public double Decimal(string key, double fallback, double least, double most)
    {
        var text = Text(key);
        if (text.Length == 0)
        {
            return fallback;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Refuse(key, text, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return fallback;
    }

    /// <summary>One of a few words, in any case; answered as the list spells it.</summary>
    public string Word(string key, string fallback, params string[] words)
    {
        var text = Text(key, fallback);
        var word = words.FirstOrDefault(each => each.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (word is null)
        {
            Refuse(key, text, $"one of {string.Join(", ", words)}");
        }

        return word ?? fallback;
    }

    /// <summary>An absolute http or https address, without the slash at its end; null where absent.</summary>
    public string? HttpUrl(string key)
    {
        var text = Text(key);
        if (text.Length == 0)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0 && uri.Fragment.Length == 0)
        {
            return text.TrimEnd('/');
        }

        Refuse(key, text, "an absolute http or https address");
        return null;
    }

    /// <summary>An IP address; null where absent.</summary>
    public IPAddress? Address(string key)
    {
        var text = Text(key);
        if (text.Length > 0 && !IPAddress.TryParse(text, out _))
        {
            Refuse(key, text, "an IP address");
            return null;
        }

        return text.Length == 0 ? null : IPAddress.Parse(text);
    }

    /// <summary>A range of ports such as <c>10000-19999</c>.</summary>
    public (int First, int Last) PortRange(string key, int first, int last)
    {
        var text = Text(key);
        if (text.Length == 0)
        {
            return (first, last);
        }

        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        if (parts.Length == 2 && ushort.TryParse(parts[0], CultureInfo.InvariantCulture, out var from)
            && ushort.TryParse(parts[1], CultureInfo.InvariantCulture, out var to) && from >= 1 && to > from)
        {
            return (from, to);
        }

        Refuse(key, text, "two ports with a hyphen between, such as 10000-19999");
        return (first, last);
    }

    /// <summary>A list of words; <paramref name="accept"/> says which are right.</summary>
    public IReadOnlyList<string> List(string key, IReadOnlyList<string> fallback, Func<string, bool> accept, string expected)
    {
        var value = configuration[Know(key)];
        var items = configuration.GetSection($"{section}:{key}").GetChildren().Select(child => child.Value ?? "").ToArray();
        if (items.Length == 0)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                return fallback;
            }

            items = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        foreach (var item in items.Where(item => !accept(item)))
        {
            Refuse(key, item, expected);
        }

        return items;
    }

    /// <summary>Networks in CIDR form, single addresses, or the word <c>loopback</c>, <c>private</c> or <c>any</c>.</summary>
    public IReadOnlyList<string> Networks(string key) =>
        List(key, [], item => NetworkRules.TryParse(item, out _), "a network such as 10.0.0.0/8, an address, or loopback, private or any");

    /// <summary>Notes a problem that a settings class found by itself.</summary>
    public void Refuse(string key, string found, string expected) =>
        problems.Add($"{section}:{key} is \"{found}\"; it should be {expected}.");

    /// <summary>Names below the section that no settings class has asked for: a misspelt setting must not pass in silence.</summary>
    public void RefuseUnknown()
    {
        foreach (var (path, value) in configuration.GetSection(section).AsEnumerable(makePathsRelative: true))
        {
            if (value is not null && !known.Any(key => path.Equals(key, StringComparison.OrdinalIgnoreCase)
                || path.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)))
            {
                problems.Add($"{section}:{path} is not a setting. Known settings: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private string Know(string key)
    {
        known.Add(key);
        return $"{section}:{key}";
    }
}
