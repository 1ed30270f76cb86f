using System.Net;
using System.Text;
using System.Text.Json;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Dialogs;

/// <summary>
/// A dialog as a value that outlives its process: what a request in it needs (RFC 3261 section 12). It is told by <see cref="Calls.DialogKnown"/>, kept
/// as text, and used by <see cref="Calls.EndDialog"/>.
/// </summary>
public sealed record DialogRecord
{
    /// <summary>The form of the text; a text of another version is not read.</summary>
    public const int Version = 1;

    /// <summary>Longest text that is written or read, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Most proxies on the path that are written or read.</summary>
    public const int MaxRoutes = 32;

    /// <summary>Call-ID.</summary>
    public required string CallId { get; init; }

    /// <summary>Our address with our tag.</summary>
    public required NameAddr Local { get; init; }

    /// <summary>The peer's, with its tag.</summary>
    public required NameAddr Remote { get; init; }

    /// <summary>Proxies to pass, the next one first.</summary>
    public required IReadOnlyList<NameAddr> Routes { get; init; }

    /// <summary>The peer's Contact.</summary>
    public required SipUri Target { get; init; }

    /// <summary>CSeq number of our latest request when this was written.</summary>
    public required uint Number { get; init; }

    /// <summary>Where the peer's messages come from over UDP, when its Contact cannot be reached; null otherwise.</summary>
    public IPEndPoint? Behind { get; init; }

    /// <summary>The text to keep; null if the dialog is larger than the bounds.</summary>
    public string? ToText()
    {
        if (Routes.Count > MaxRoutes)
        {
            return null;
        }

        var text = JsonSerializer.Serialize(new Form(
            Version, CallId, Local.ToString(), Remote.ToString(), [.. Routes.Select(route => route.ToString())], Target.ToString(), Number, Behind?.ToString()));
        return text.Length <= MaxLength ? text : null;
    }

    /// <summary>Reads what <see cref="ToText"/> wrote; false for anything else.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DialogRecord? record)
    {
        record = text.Length <= MaxLength && FormOf(text) is { Version: Version } form ? Read(form) : null;
        return record is not null;
    }

    private static Form? FormOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Form>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DialogRecord? Read(Form form)
    {
        if (form.CallId is null || !Grammar.IsCallId(Encoding.UTF8.GetBytes(form.CallId)) || form.Routes is null || form.Routes.Length > MaxRoutes
            || AddressOf(form.Local) is not { Tag: not null } local || AddressOf(form.Remote) is not { } remote || !SipUri.TryParse(form.Target, out var target))
        {
            return null;
        }

        var routes = Array.ConvertAll(form.Routes, AddressOf);
        IPEndPoint? behind = null;
        return Array.Exists(routes, route => route is null) || (form.Behind is not null && !IPEndPoint.TryParse(form.Behind, out behind))
            ? null
            : new DialogRecord { CallId = form.CallId, Local = local, Remote = remote, Routes = routes!, Target = target, Number = form.Number, Behind = behind };
    }

    private static NameAddr? AddressOf(string? text) => text is null ? null : NameAddr.Read(Encoding.UTF8.GetBytes(text));

    private sealed record Form(int Version, string? CallId, string? Local, string? Remote, string[]? Routes, string? Target, uint Number, string? Behind);
}
