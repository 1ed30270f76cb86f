using System.Text.Json;
using Switchroom.Sip.Dialogs;

namespace Switchroom.Server.Phone;

/// <summary>The SIP dialogs of one call that is under way: one once it is answered, one per phone that rings before.</summary>
internal sealed class CallDialogs
{
    /// <summary>Most dialogs of a fork that are kept: beyond it phones ring until their own timeout after a crash.</summary>
    public const int Limit = 8;

    private readonly Dictionary<string, DialogRecord> _byBranch = [];

    /// <summary>The INVITE that no dialog is known of yet.</summary>
    public Withdrawal? Pending { get; set; }

    public void Add(string branch, DialogRecord dialog)
    {
        if (_byBranch.Count < Limit || _byBranch.ContainsKey(branch))
        {
            _byBranch[branch] = dialog;
        }
    }

    /// <summary>There is nothing to end any more.</summary>
    public void Remove(string branch) => _byBranch.Remove(branch);

    /// <summary>Another session carries the call on.</summary>
    public void TakeFrom(CallDialogs other)
    {
        foreach (var (branch, dialog) in other._byBranch)
        {
            _byBranch[branch] = dialog;
        }

        other.Clear();
    }

    public void Clear()
    {
        _byBranch.Clear();
        Pending = null;
    }

    /// <summary>What a stored row keeps; null where there is nothing to end.</summary>
    public string? ToText()
    {
        var texts = _byBranch.Values.Select(dialog => dialog.ToText()).OfType<string>().ToList();
        if (texts.Count == 0 && Pending?.ToText() is { } pending)
        {
            texts.Add(pending);
        }

        return texts.Count == 0 ? null : JsonSerializer.Serialize(texts);
    }

    /// <summary>Reads what <see cref="ToText"/> wrote; what is not understood, such as another version's, is left out.</summary>
    public static IReadOnlyList<DialogRecord> Read(string? text) =>
        [.. Texts(text).Select(each => DialogRecord.TryParse(each, out var dialog) ? dialog : null).OfType<DialogRecord>()];

    /// <summary>The INVITE in what <see cref="ToText"/> wrote, where there was no dialog.</summary>
    public static Withdrawal? ReadPending(string? text) =>
        Texts(text).Select(each => Withdrawal.TryParse(each, out var pending) ? pending : null).OfType<Withdrawal>().FirstOrDefault();

    private static IEnumerable<string> Texts(string? text)
    {
        try
        {
            return text is null ? [] : (JsonSerializer.Deserialize<List<string?>>(text) ?? []).OfType<string>();
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
