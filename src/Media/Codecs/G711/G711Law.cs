namespace Switchroom.Media.Codecs.G711;

/// <summary>The two companding laws of ITU-T G.711.</summary>
internal enum G711Law
{
    /// <summary>µ-law (table 2/G.711): North America and Japan.</summary>
    Mu,

    /// <summary>A-law (table 1/G.711): everywhere else.</summary>
    A,
}
