using System.Runtime.Intrinsics;

using Weft.Kernels;

namespace Weft.Tests.Kernels;

/// <summary>What the registers' own operations promise beside arithmetic, at every width.</summary>
public sealed class SimdTests
{
    [Fact]
    public void Relu_ZeroesTheNegativeAndKeepsWhatIsNoNumber()
    {
        Relu<Simd1, float>();
        Relu<Simd128, Vector128<float>>();
        Relu<Simd256, Vector256<float>>();
        Relu<Simd512, Vector512<float>>();
    }

    [Fact]
    public void Lookup_HandsEveryLaneTheTablesValue()
    {
        Lookup<Simd256, Vector256<float>>();
        Lookup<Simd512, Vector512<float>>();
    }

    private static void Relu<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        float[] values = [-2, 3, float.NaN, float.NegativeInfinity, float.PositiveInfinity, -1e-40f, 0.5f, 0];
        float[] expected = [0, 3, float.NaN, 0, float.PositiveInfinity, 0, 0.5f, 0];
        float[] lanes = new float[S.Count];
        for (int i = 0; i < values.Length; i++)
        {
            S.Store(S.Relu(S.Splat(values[i])), ref lanes[0], 0);
            Assert.All(lanes, lane => Assert.Equal(expected[i], lane));
        }
    }

    private static void Lookup<S, V>()
        where S : struct, ILookup<V>
        where V : struct
    {
        float[] low = [.. Enumerable.Range(0, S.Count / 2).Select(i => i + 100f)], high = [.. Enumerable.Range(0, S.Count / 2).Select(i => i + 200f)];
        byte[] indices = [.. Enumerable.Range(0, S.Count).Select(i => (byte)(i * 5 % (S.Count - 1)))];
        float[] actual = new float[S.Count];

        S.Store(S.Lookup(S.LoadHalves(ref low[0], ref high[0]), S.Advance(S.LoadIndices(ref indices[0], 0), 1)), ref actual[0], 0);

        Assert.Equal(indices.Select(i => low.Concat(high).ElementAt(i + 1)), actual);
    }
}
