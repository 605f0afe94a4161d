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

    /// <summary>The width for products with <paramref name="columns"/> columns: the narrowest register that holds them all, or the widest there is. What it has beyond them is computed and thrown away.</summary>
    public static Lanes Covering(int columns)
    {
        Lanes lanes = Lanes.Four;
        while (lanes < Widest && (int)lanes < columns)
        {
            lanes = (Lanes)((int)lanes * 2);
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
}
