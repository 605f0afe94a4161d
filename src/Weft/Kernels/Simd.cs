using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>The register width a kernel runs at, in floats.</summary>
internal enum Lanes
{
    Four = 4,
    Eight = 8,
    Sixteen = 16,
}

/// <summary>Which widths this processor has, and which one suits a row of channels.</summary>
internal static class Simd
{
    /// <summary>The widest register the processor is fast with.</summary>
    public static Lanes Widest { get; } =
        Vector512.IsHardwareAccelerated ? Lanes.Sixteen : Vector256.IsHardwareAccelerated ? Lanes.Eight : Lanes.Four;

    /// <summary>The width for rows of <paramref name="channels"/> floats: the widest they fill.</summary>
    public static Lanes For(int channels)
    {
        Lanes lanes = Widest;
        while (lanes > Lanes.Four && (int)lanes > channels)
        {
            lanes = (Lanes)((int)lanes / 2);
        }

        return lanes;
    }

    /// <summary>How many registers it takes to go over a row of <paramref name="channels"/> floats, the last ones narrower, down to single floats.</summary>
    public static int Registers(int channels)
    {
        int count = 0;
        for (int lanes = (int)For(channels); lanes >= (int)Lanes.Four; lanes /= 2)
        {
            count += channels / lanes;
            channels %= lanes;
        }

        return count + channels;
    }

    /// <summary>The width for a kernel that takes rows in pairs of registers only.</summary>
    public static Lanes ForPairs(int channels) => For(channels / 2);
}
