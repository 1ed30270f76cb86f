using System.Collections;

namespace Switchroom.Sip.Messages;

/// <summary>The headers of a message, in order. Those that are not known are kept as they came. Content-Length is not among them: the writer counts.</summary>
public sealed class HeaderCollection : IEnumerable<KeyValuePair<string, string>>
{
    private HeaderField[] _fields;

    internal HeaderCollection(int capacity = 16) => _fields = new HeaderField[capacity];

    /// <summary>Number of fields; a list of addresses counts once per address.</summary>
    public int Count { get; private set; }

    /// <summary>Text of the first header of that name, or null. Setting replaces all of that name; null removes them.</summary>
    public string? this[string name]
    {
        get => Find(name) is var at and >= 0 ? _fields[at].Text() : null;
        set
        {
            Remove(name);
            if (value is not null)
            {
                Add(name, value);
            }
        }
    }

    /// <summary>Text of the first header of that kind, or null.</summary>
    public string? this[SipHeader header] => IndexOf(header) is var at and >= 0 ? _fields[at].Text() : null;

    /// <summary>Whether there is a header of that kind.</summary>
    public bool Contains(SipHeader header) => IndexOf(header) >= 0;

    /// <summary>Texts of all headers of that name, in order.</summary>
    public IEnumerable<string> All(string name) => Where(HeaderNames.Find(name), name).Select(at => _fields[at].Text());

    /// <summary>Texts of all headers of that kind, in order.</summary>
    public IEnumerable<string> All(SipHeader header) => Where(header, "").Select(at => _fields[at].Text());

    /// <summary>Adds a header at the end.</summary>
    /// <exception cref="ArgumentException">The name is no token, or the value has a line end or another control character.</exception>
    public void Add(string name, string value)
    {
        var header = HeaderNames.Find(name);
        if (header != SipHeader.Other)
        {
            Add(header, value);
            return;
        }

        if (!Grammar.IsToken(name) || name.Length > byte.MaxValue)
        {
            throw new ArgumentException($"'{name}' is no name of a header.", nameof(name));
        }

        Append(HeaderField.Of(name, Checked(value)));
    }

    /// <summary>Adds a header at the end.</summary>
    /// <exception cref="ArgumentException">The value has a line end or another control character, or the header is Content-Length.</exception>
    public void Add(SipHeader header, string value) => Append(HeaderField.Of(Settable(header), Checked(value)));

    /// <summary>Adds a header at the end.</summary>
    public void Add(SipHeader header, HeaderValue value) => Append(HeaderField.Of(Settable(header), value));

    /// <summary>Adds a header in front of all others.</summary>
    public void AddFirst(SipHeader header, HeaderValue value)
    {
        Append(default);
        Array.Copy(_fields, 0, _fields, 1, Count - 1);
        _fields[0] = HeaderField.Of(Settable(header), value);
    }

    /// <summary>Replaces the first header of that kind where it stands and leaves the others, e.g. the top Via; adds it if there is none.</summary>
    public void ReplaceFirst(SipHeader header, HeaderValue value)
    {
        if (IndexOf(Settable(header)) is var at and >= 0)
        {
            _fields[at] = HeaderField.Of(header, value);
        }
        else
        {
            Append(HeaderField.Of(header, value));
        }
    }

    /// <summary>Replaces the first header of that kind where it stands and removes the others; adds it if there is none; null removes all.</summary>
    public void Set(SipHeader header, HeaderValue? value) => Replace(header, value);

    /// <summary>Replaces the first header of that kind where it stands and removes the others; adds it if there is none; null removes all.</summary>
    /// <exception cref="ArgumentException">The value has a line end or another control character.</exception>
    public void Set(SipHeader header, string? value) => Replace(header, value is null ? null : Checked(value));

    /// <summary>Removes all headers of that name.</summary>
    public void Remove(string name)
    {
        var header = HeaderNames.Find(name);
        RemoveWhere(header, name, from: 0);
    }

    /// <summary>Removes all headers of that kind.</summary>
    public void Remove(SipHeader header) => RemoveWhere(header, "", from: 0);

    /// <summary>Removes the first header of that kind, e.g. the top Via; says whether there was one.</summary>
    public bool RemoveFirst(SipHeader header)
    {
        var at = IndexOf(header);
        if (at >= 0)
        {
            RemoveAt(at);
        }

        return at >= 0;
    }

    /// <summary>Adds copies of all headers of that kind of another message, in order.</summary>
    public void CopyFrom(HeaderCollection source, SipHeader header)
    {
        for (var i = 0; i < source.Count; i++)
        {
            if (source._fields[i].Header == header)
            {
                Append(source._fields[i]);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return new KeyValuePair<string, string>(_fields[i].Name, _fields[i].Text());
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The first header of that kind as a type; null if there is none or it breaks the grammar.</summary>
    internal T? Get<T>(SipHeader header, HeaderReader<T> reader)
        where T : HeaderValue => IndexOf(header) is var at and >= 0 ? _fields[at].Value(reader) : null;

    /// <summary>All headers of that kind as a type; those that break the grammar are left out.</summary>
    internal List<T> GetAll<T>(SipHeader header, HeaderReader<T> reader)
        where T : HeaderValue
    {
        var values = new List<T>();
        for (var i = 0; i < Count; i++)
        {
            if (_fields[i].Header == header && _fields[i].Value(reader) is { } value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    /// <summary>All values of headers that hold comma-separated lists.</summary>
    internal List<T> GetLists<T>(SipHeader header, HeaderReader<T> reader)
        where T : HeaderValue
    {
        var values = new List<T>();
        foreach (var text in All(header))
        {
            ReadOnlySpan<byte> rest = System.Text.Encoding.UTF8.GetBytes(text);
            while (!rest.IsEmpty)
            {
                var comma = Grammar.IndexOutsideQuotes(rest, (byte)',');
                if (reader(comma < 0 ? rest : rest[..comma]) is { } value)
                {
                    values.Add(value);
                }

                rest = comma < 0 ? default : rest[(comma + 1)..];
            }
        }

        return values;
    }

    /// <summary>The bytes of a field that was read.</summary>
    internal ReadOnlySpan<byte> BytesAt(int index) => _fields[index].Bytes;

    internal int IndexOf(SipHeader header)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_fields[i].Header == header)
            {
                return i;
            }
        }

        return -1;
    }

    internal void Append(HeaderField field)
    {
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, Math.Max(8, Count * 2));
        }

        _fields[Count++] = field;
    }

    internal void WriteTo(SipWriter writer)
    {
        for (var i = 0; i < Count; i++)
        {
            _fields[i].WriteTo(writer);
        }
    }

    private static string Checked(string value) =>
        value.AsSpan().ContainsAnyInRange('\0', '\x1f') || value.Contains('\x7f')
            ? throw new ArgumentException("A header's value may hold no line end or other control character.", nameof(value))
            : value;

    private static SipHeader Settable(SipHeader header) =>
        header is SipHeader.ContentLength or SipHeader.Other
            ? throw new ArgumentException($"{header} cannot be set: Content-Length is counted, other headers are added by name.", nameof(header))
            : header;

    private void Replace(SipHeader header, object? value)
    {
        var at = IndexOf(Settable(header));
        if (value is null)
        {
            RemoveWhere(header, "", from: 0);
        }
        else if (at < 0)
        {
            Append(HeaderField.Of(header, value));
        }
        else
        {
            RemoveWhere(header, "", from: at + 1);
            _fields[at] = HeaderField.Of(header, value);
        }
    }

    private int Find(string name) => HeaderNames.Find(name) is var header and not SipHeader.Other
        ? IndexOf(header)
        : Array.FindIndex(_fields, 0, Count, field => field.Has(name));

    private IEnumerable<int> Where(SipHeader header, string name) =>
        Enumerable.Range(0, Count).Where(at => header != SipHeader.Other ? _fields[at].Header == header : _fields[at].Has(name));

    private void RemoveWhere(SipHeader header, string name, int from)
    {
        for (var i = Count - 1; i >= from; i--)
        {
            if (header != SipHeader.Other ? _fields[i].Header == header : _fields[i].Has(name))
            {
                RemoveAt(i);
            }
        }
    }

    private void RemoveAt(int at)
    {
        Array.Copy(_fields, at + 1, _fields, at, Count - at - 1);
        _fields[--Count] = default;
    }
}
