using System.Collections;

namespace Switchroom.Rtp.Sdp;

/// <summary>The a-lines of a session or of one media description, known and unknown, in their order.</summary>
public sealed class SdpAttributes : IReadOnlyList<SdpAttribute>
{
    private readonly List<SdpAttribute> _items = [];

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public SdpAttribute this[int index] => _items[index];

    /// <summary>Whether an attribute of that name is there.</summary>
    public bool Has(string name) => _items.Exists(item => item.Name == name);

    /// <summary>The value of the first attribute of that name; null when there is none or it has no value.</summary>
    public string? Value(string name) => _items.Find(item => item.Name == name)?.Value;

    /// <summary>The values of every attribute of that name that has one.</summary>
    public IEnumerable<string> Values(string name)
    {
        foreach (var item in _items)
        {
            if (item.Name == name && item.Value is not null)
            {
                yield return item.Value;
            }
        }
    }

    /// <summary>Appends an attribute.</summary>
    public void Add(SdpAttribute attribute) => _items.Add(attribute);

    /// <summary>Appends an attribute.</summary>
    /// <exception cref="ArgumentException">A part holds a character that would break the line.</exception>
    public void Add(string name, string? value = null) => _items.Add(new SdpAttribute(name, value));

    /// <summary>Removes every attribute of that name.</summary>
    public void Remove(string name) => _items.RemoveAll(item => item.Name == name);

    /// <inheritdoc/>
    public IEnumerator<SdpAttribute> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
