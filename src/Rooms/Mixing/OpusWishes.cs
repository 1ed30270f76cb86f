namespace Switchroom.Rooms.Mixing;

/// <summary>How a far end wants to be sent Opus, beside its rate and bits (RFC 7587 section 6.1). What it does not say is the default.</summary>
/// <param name="Fec"><c>useinbandfec=1</c>: it makes use of redundancy against loss.</param>
/// <param name="ConstantBitRate"><c>cbr=1</c>.</param>
/// <param name="Pauses"><c>usedtx=1</c>: it need not be sent silence.</param>
/// <param name="Bandwidth">The most that it plays, as the rate in Hz that holds it; 0 when that is all.</param>
internal readonly record struct OpusWishes(bool Fec, bool ConstantBitRate, bool Pauses, int Bandwidth);
