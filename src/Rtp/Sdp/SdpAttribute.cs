namespace Switchroom.Rtp.Sdp;

/// <summary>One a-line (RFC 8866 section 5.13).</summary>
public sealed record SdpAttribute
{
    /// <summary>Makes an attribute.</summary>
    /// <param name="name">What stands before the colon.</param>
    /// <param name="value">What stands behind it; null for a property attribute, which has no colon.</param>
    /// <exception cref="ArgumentException">A part holds a character that would break the line.</exception>
    public SdpAttribute(string name, string? value = null)
    {
        Name = SdpText.RequireWord(name, nameof(name));
        Value = value is null ? null : SdpText.Require(value, nameof(value));
    }

    /// <summary>What stands before the colon.</summary>
    public string Name { get; }

    /// <summary>What stands behind the colon; null when there is none.</summary>
    public string? Value { get; }

    /// <summary>The line without <c>a=</c>.</summary>
    public override string ToString() => Value is null ? Name : $"{Name}:{Value}";
}
