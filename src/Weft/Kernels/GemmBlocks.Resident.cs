using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <content>The block for products so shallow that going through B again and again would take as long as the multiply-adds.</content>
internal static partial class GemmBlocks
{
    /// <summary>Taps of a product whose B stays in registers.</summary>
    public const int ResidentTaps = 16;

    /// <summary>Several products of blocks of eight rows by one register, for <see cref="ResidentTaps"/> taps that lie one behind the other: all of B stays in registers, for processors with 32 of them.</summary>
    /// <param name="planes">The products.</param>
    /// <param name="a">The first row.</param>
    /// <param name="pitch">From one row to the next.</param>
    /// <param name="blocks">How many blocks.</param>
    /// <param name="b">B.</param>
    /// <param name="bias">What a row begins with.</param>
    /// <param name="c">The first row of the result.</param>
    /// <param name="stride">From one row of the result to the next.</param>
    /// <param name="output">What is done with it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Resident<S, V>(Gemm.Planes planes, ref float a, nint pitch, int blocks, ref float b, ref float bias, ref float c, nint stride, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (int plane = 0; plane < planes.Count; plane++)
        {
            V b0 = S.Load(ref b, 0), b1 = S.Load(ref b, S.Count), b2 = S.Load(ref b, 2 * S.Count), b3 = S.Load(ref b, 3 * S.Count);
            V b4 = S.Load(ref b, 4 * S.Count), b5 = S.Load(ref b, 5 * S.Count), b6 = S.Load(ref b, 6 * S.Count), b7 = S.Load(ref b, 7 * S.Count);
            V b8 = S.Load(ref b, 8 * S.Count), b9 = S.Load(ref b, 9 * S.Count), b10 = S.Load(ref b, 10 * S.Count), b11 = S.Load(ref b, 11 * S.Count);
            V b12 = S.Load(ref b, 12 * S.Count), b13 = S.Load(ref b, 13 * S.Count), b14 = S.Load(ref b, 14 * S.Count), b15 = S.Load(ref b, 15 * S.Count);
            ref float a0 = ref a;
            ref float target = ref c;
            for (int block = 0; block < blocks; block++)
            {
                ref float a1 = ref Unsafe.Add(ref a0, pitch);
                ref float a2 = ref Unsafe.Add(ref a1, pitch);
                ref float a3 = ref Unsafe.Add(ref a2, pitch);
                ref float a4 = ref Unsafe.Add(ref a3, pitch);
                ref float a5 = ref Unsafe.Add(ref a4, pitch);
                ref float a6 = ref Unsafe.Add(ref a5, pitch);
                ref float a7 = ref Unsafe.Add(ref a6, pitch);
                V c0 = S.Load(ref bias, 0);
                V c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
                c0 = S.MultiplyAdd(S.Splat(a0), b0, c0);
                c1 = S.MultiplyAdd(S.Splat(a1), b0, c1);
                c2 = S.MultiplyAdd(S.Splat(a2), b0, c2);
                c3 = S.MultiplyAdd(S.Splat(a3), b0, c3);
                c4 = S.MultiplyAdd(S.Splat(a4), b0, c4);
                c5 = S.MultiplyAdd(S.Splat(a5), b0, c5);
                c6 = S.MultiplyAdd(S.Splat(a6), b0, c6);
                c7 = S.MultiplyAdd(S.Splat(a7), b0, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 1)), b1, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 1)), b1, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 1)), b1, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 1)), b1, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 1)), b1, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 1)), b1, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 1)), b1, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 1)), b1, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 2)), b2, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 2)), b2, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 2)), b2, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 2)), b2, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 2)), b2, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 2)), b2, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 2)), b2, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 2)), b2, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 3)), b3, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 3)), b3, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 3)), b3, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 3)), b3, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 3)), b3, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 3)), b3, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 3)), b3, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 3)), b3, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 4)), b4, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 4)), b4, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 4)), b4, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 4)), b4, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 4)), b4, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 4)), b4, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 4)), b4, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 4)), b4, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 5)), b5, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 5)), b5, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 5)), b5, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 5)), b5, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 5)), b5, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 5)), b5, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 5)), b5, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 5)), b5, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 6)), b6, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 6)), b6, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 6)), b6, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 6)), b6, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 6)), b6, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 6)), b6, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 6)), b6, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 6)), b6, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 7)), b7, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 7)), b7, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 7)), b7, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 7)), b7, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 7)), b7, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 7)), b7, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 7)), b7, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 7)), b7, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 8)), b8, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 8)), b8, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 8)), b8, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 8)), b8, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 8)), b8, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 8)), b8, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 8)), b8, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 8)), b8, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 9)), b9, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 9)), b9, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 9)), b9, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 9)), b9, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 9)), b9, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 9)), b9, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 9)), b9, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 9)), b9, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 10)), b10, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 10)), b10, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 10)), b10, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 10)), b10, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 10)), b10, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 10)), b10, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 10)), b10, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 10)), b10, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 11)), b11, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 11)), b11, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 11)), b11, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 11)), b11, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 11)), b11, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 11)), b11, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 11)), b11, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 11)), b11, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 12)), b12, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 12)), b12, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 12)), b12, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 12)), b12, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 12)), b12, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 12)), b12, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 12)), b12, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 12)), b12, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 13)), b13, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 13)), b13, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 13)), b13, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 13)), b13, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 13)), b13, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 13)), b13, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 13)), b13, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 13)), b13, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 14)), b14, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 14)), b14, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 14)), b14, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 14)), b14, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 14)), b14, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 14)), b14, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 14)), b14, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 14)), b14, c7);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, 15)), b15, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, 15)), b15, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, 15)), b15, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, 15)), b15, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, 15)), b15, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, 15)), b15, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, 15)), b15, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, 15)), b15, c7);
                Finish<S, V>(c0, ref target, output);
                target = ref Unsafe.Add(ref target, stride);
                Finish<S, V>(c1, ref target, output);
                target = ref Unsafe.Add(ref target, stride);
                Finish<S, V>(c2, ref target, output);
                target = ref Unsafe.Add(ref target, stride);
                Finish<S, V>(c3, ref target, output);
                target = ref Unsafe.Add(ref target, stride);
                Finish<S, V>(c4, ref target, output);
                target = ref Unsafe.Add(ref target, stride);
                Finish<S, V>(c5, ref target, output);
                target = ref Unsafe.Add(ref target, stride);
                Finish<S, V>(c6, ref target, output);
                target = ref Unsafe.Add(ref target, stride);
                Finish<S, V>(c7, ref target, output);
                target = ref Unsafe.Add(ref target, stride);
                a0 = ref Unsafe.Add(ref a7, pitch);
            }

            a = ref Unsafe.Add(ref a, planes.A);
            b = ref Unsafe.Add(ref b, planes.B);
            c = ref Unsafe.Add(ref c, planes.C);
        }
    }
}
