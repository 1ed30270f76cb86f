namespace Switchroom.Sip.Calls;

/// <summary>A header the owner adds to a request or response, or reads from one. Headers the endpoint writes itself are refused.</summary>
/// <param name="Name">Header name; a token.</param>
/// <param name="Value">Value without line breaks.</param>
public readonly record struct ExtraHeader(string Name, string Value);
