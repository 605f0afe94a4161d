namespace Weft.Kernels;

/// <summary>The one-dimensional transforms of a Winograd convolution F(m, 3): m outputs of a kernel of three from n = m + 2 inputs with n multiplications.</summary>
/// <remarks>
/// In two dimensions <c>Y = A^T [(G g G^T) . (B^T d B)] A</c>. The gradients are the adjoints: with <c>dM = A dY A^T</c>,
/// <c>dd = B [dM . U] B^T</c> and <c>dg = G^T [dM . V] G</c>. Each method reads registers <c>step</c> apart and writes registers <c>stride</c> apart.
/// </remarks>
internal interface IWinograd
{
    /// <summary>m, the outputs of a tile along one side.</summary>
    static abstract int Output { get; }

    /// <summary><c>B^T</c>: n inputs to n frequencies.</summary>
    static abstract void Input<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct;

    /// <summary><c>B</c>: n frequencies to n inputs.</summary>
    static abstract void InputAdjoint<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct;

    /// <summary><c>A^T</c>: n frequencies to m outputs.</summary>
    static abstract void Inverse<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct;

    /// <summary><c>A</c>: m outputs to n frequencies.</summary>
    static abstract void InverseAdjoint<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct;

    /// <summary><c>G</c>: three taps to n frequencies.</summary>
    static abstract void Kernel<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct;

    /// <summary><c>G^T</c>: n frequencies to three taps.</summary>
    static abstract void KernelAdjoint<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct;
}
