namespace Switchroom.Media.Codecs.G722;

/// <summary>The quantiser tables of ITU-T G.722 (tables 7 to 21), indexed by code words so that no code is looked up twice.</summary>
internal static class G722Tables
{
    /// <summary>Decision levels of the 6-bit lower quantiser (Q6), 1 to 29; the other lanes are never asked for.</summary>
    public static ReadOnlySpan<short> LowerDecisions =>
    [
        0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714,
        786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919, 0, 0,
    ];

    /// <summary>Code of a decision interval 1 to 30 of the lower band, for negative differences (ILN) and, 32 further on, positive ones (ILP).</summary>
    public static ReadOnlySpan<byte> LowerCodes =>
    [
        0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 0,
        0, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 0,
    ];

    /// <summary>What the 6-bit code means to the decoder's output (QM6).</summary>
    public static ReadOnlySpan<short> LowerOutput6 =>
    [
        -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856,
        -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
        24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
        4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
    ];

    /// <summary>What the upper 4 bits of the code mean to the predictor (QM4).</summary>
    public static ReadOnlySpan<short> LowerOutput4 =>
    [0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0];

    /// <summary>How the upper 4 bits of the code change the step's logarithm (WL by RL42).</summary>
    public static ReadOnlySpan<short> LowerScaleChanges =>
    [-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60];

    /// <summary>What the 2-bit code of the higher band means (QM2).</summary>
    public static ReadOnlySpan<short> HigherOutput =>
    [-7408, -1616, 7408, 1616];

    /// <summary>How the 2-bit code changes the step's logarithm (WH by RH2).</summary>
    public static ReadOnlySpan<short> HigherScaleChanges =>
    [798, -214, 798, -214];

    /// <summary>The quadrature mirror filter's first half (table 11); the second mirrors it.</summary>
    public static ReadOnlySpan<short> MirrorFilter =>
    [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];
}
