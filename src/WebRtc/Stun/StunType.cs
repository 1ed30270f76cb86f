namespace Switchroom.WebRtc.Stun;

/// <summary>Message types of the Binding method (RFC 8489 section 5: class bits woven into the method).</summary>
internal enum StunType : ushort
{
    BindingRequest = 0x0001,
    BindingIndication = 0x0011,
    BindingSuccess = 0x0101,
    BindingError = 0x0111,
}
