using System.Collections.Immutable;
using Switchroom.Rooms.Phone;

namespace Switchroom.Server.Phone;

/// <summary>How the phone of <c>switchroom phone</c> behaves when it is called.</summary>
internal sealed record TryoutOptions
{
    /// <summary>SIP over UDP and TCP; 0 lets the system choose.</summary>
    public int Port { get; init; } = 5070;

    public SoftPhoneSound Sound { get; init; } = new SoftPhoneSound.Echo();

    /// <summary>How long it rings before it answers or refuses; null rings for ever.</summary>
    public TimeSpan? Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A status to refuse with in place of an answer.</summary>
    public int? Refusal { get; init; }

    /// <summary>How long after the answer it hangs up; null never.</summary>
    public TimeSpan? HangUpAfter { get; init; }

    public ImmutableArray<string> Codecs { get; init; } = ["OPUS", "G722", "PCMU", "PCMA"];

    public PhoneEncryption Encryption { get; init; }
}
