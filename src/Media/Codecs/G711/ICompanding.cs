using System.Numerics;

namespace Switchroom.Media.Codecs.G711;

/// <summary>The arithmetic of one of the two laws, sample by sample and in vectors. The vectors are tested against the samples.</summary>
internal interface ICompanding
{
    /// <summary>One sample, as the standard's table reads.</summary>
    static abstract byte Compress(short sample);

    /// <summary>One code, as the standard's table reads.</summary>
    static abstract short Expand(byte code);

    /// <summary>Samples within 16 bits to codes.</summary>
    static abstract Vector<int> Compress(Vector<int> samples);

    /// <summary>Codes of 0 to 255 to samples.</summary>
    static abstract Vector<int> Expand(Vector<int> codes);
}
