namespace Switchroom.Sip.Messages;

/// <summary>The schemes this agent understands.</summary>
public enum SipUriScheme
{
    /// <summary><c>sip:</c> (RFC 3261 section 19.1).</summary>
    Sip,

    /// <summary><c>sips:</c>: every hop up to the target's domain over TLS.</summary>
    Sips,

    /// <summary><c>tel:</c> (RFC 3966); the number is in <see cref="SipUri.User"/>.</summary>
    Tel,

    /// <summary>Anything else; the text after the colon is kept as it is.</summary>
    Other,
}
