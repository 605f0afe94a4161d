using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>Multiply-adds on registers alone: what a processor can do at most, for products to be measured against.</summary>
/// <remarks>Twelve independent chains, as many as a block of the product has: more than latency times rate, so both units are always busy.</remarks>
internal static class MultiplyAddChains
{
    private const int Chains = 12;

    /// <summary>Multiply-adds of one round at the widest vector.</summary>
    public static int PerRound => Chains * (int)Simd.Widest;

    /// <summary>Runs rounds at the widest vector; the sum of all lanes, which depends on every one of them.</summary>
    public static float Run(int rounds) => Simd.Widest switch
    {
        Lanes.Sixteen => Vector512.Sum(Run<Simd512, Vector512<float>>(rounds)),
        Lanes.Eight => Vector256.Sum(Run<Simd256, Vector256<float>>(rounds)),
        _ => Vector128.Sum(Run<Simd128, Vector128<float>>(rounds)),
    };

    // c = a c + b with a < 1 stays near b / (1 - a): neither overflow nor denormal numbers slow it down.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Run<S, V>(int rounds)
        where S : struct, ISimd<V>
        where V : struct
    {
        V a = S.Splat(0.75f), b = S.Splat(0.25f);
        V c0 = S.Zero, c1 = b, c2 = a, c3 = b, c4 = a, c5 = b, c6 = a, c7 = b, c8 = a, c9 = b, c10 = a, c11 = b;
        for (int i = 0; i < rounds; i++)
        {
            c0 = S.MultiplyAdd(c0, a, b);
            c1 = S.MultiplyAdd(c1, a, b);
            c2 = S.MultiplyAdd(c2, a, b);
            c3 = S.MultiplyAdd(c3, a, b);
            c4 = S.MultiplyAdd(c4, a, b);
            c5 = S.MultiplyAdd(c5, a, b);
            c6 = S.MultiplyAdd(c6, a, b);
            c7 = S.MultiplyAdd(c7, a, b);
            c8 = S.MultiplyAdd(c8, a, b);
            c9 = S.MultiplyAdd(c9, a, b);
            c10 = S.MultiplyAdd(c10, a, b);
            c11 = S.MultiplyAdd(c11, a, b);
        }

        V low = S.Add(S.Add(S.Add(c0, c1), S.Add(c2, c3)), S.Add(c4, c5));
        return S.Add(low, S.Add(S.Add(S.Add(c6, c7), S.Add(c8, c9)), S.Add(c10, c11)));
    }
}
