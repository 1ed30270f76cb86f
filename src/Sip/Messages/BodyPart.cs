namespace Switchroom.Sip.Messages;

/// <summary>One part of a multipart body.</summary>
/// <param name="Type">Its Content-Type; <c>text/plain</c> if it names none.</param>
/// <param name="Content">Its bytes.</param>
public sealed record BodyPart(MediaType Type, ReadOnlyMemory<byte> Content)
{
    /// <summary>Its Content-Disposition; null if it has none.</summary>
    public Token? Disposition { get; init; }

    /// <summary>Its Content-ID with angle brackets; null if it has none.</summary>
    public string? ContentId { get; init; }
}
