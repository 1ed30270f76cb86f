namespace Switchroom.Sip.Calls;

/// <summary>One value of a Reason header (RFC 3326).</summary>
/// <param name="Protocol"><c>SIP</c> or <c>Q.850</c>.</param>
/// <param name="Cause">A status or a Q.850 cause.</param>
/// <param name="Text">Words, if any.</param>
public sealed record CallReason(string Protocol, int Cause, string? Text = null);
