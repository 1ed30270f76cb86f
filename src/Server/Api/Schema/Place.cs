using System.Text.Json;

namespace Switchroom.Server.Api.Schema;

/// <summary>Where in a body a value stands, and the sentences about it.</summary>
/// <param name="Name">Its key, or its key and index.</param>
/// <param name="Parent">The path of what holds it; empty at the top.</param>
/// <param name="Secret">The value must not be repeated.</param>
internal readonly record struct Place(string Name, string Parent = "", bool Secret = false)
{
    /// <summary>Most characters of a wrong value that an answer repeats.</summary>
    public const int MaxReceived = 100;

    public Place Key(string name) => new(name, Path, Secret);

    public Place Item(int index) => new($"{Name}[{index}]", Parent, Secret);

    private string Path => Parent.Length == 0 ? Name : Name.Length == 0 ? Parent : $"{Parent}.{Name}";

    /// <summary><c>"max_participants" must be an integer [Received max_participants="x"] (in properties)</c></summary>
    public string Says(string rule, JsonElement value) => $"\"{Name}\" {rule} [Received {Name}={Received(value)}]{Within}";

    /// <summary><c>"url" is required</c></summary>
    public string IsRequired => $"\"{Name}\" is required{Within}";

    private string Within => Parent.Length == 0 ? "" : $" (in {Parent})";

    private string Received(JsonElement value)
    {
        if (Secret)
        {
            return "…";
        }

        var text = value.GetRawText();
        return text.Length <= MaxReceived ? text : $"{text[..MaxReceived]}…";
    }
}
