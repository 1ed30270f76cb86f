namespace Switchroom.Sip.Messages;

/// <summary>A header's value as a type of its own. Values never change; a changed copy is made with <c>with</c>.</summary>
public abstract record HeaderValue
{
    /// <summary>Writes the value as it stands after the header's name and colon.</summary>
    internal abstract void WriteTo(SipWriter writer);

    /// <summary>The value as it stands on the wire.</summary>
    public sealed override string ToString()
    {
        var writer = new SipWriter();
        WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(writer.Written);
    }
}
