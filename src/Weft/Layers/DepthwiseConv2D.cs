using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>A convolution in which every channel has windows of weights of its own and channels do not mix.</summary>
/// <remarks>
/// <c>y[oy, ox, c m + j] = act(b[c m + j] + sum over ky, kx of x[oy s + ky d - pad, ox s + kx d - pad, c] w[ky, kx, c, j])</c>, where m is the depth multiplier.
/// Input <c>[height, width, channels]</c>, output <c>[height', width', channels m]</c>; kernel <c>[kh, kw, channels, m]</c>. Defaults are Keras'.
/// </remarks>
public sealed record DepthwiseConv2D : ConvolutionLayer
{
    /// <summary>A depthwise convolution.</summary>
    /// <param name="kernelSize">Window height and width.</param>
    /// <param name="activation">Applied to the result; null is linear.</param>
    /// <param name="strides">Steps of the window; 1 by default.</param>
    /// <param name="padding">Border rule; valid by default.</param>
    /// <param name="depthMultiplier">Output channels per input channel.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count or an extent is not positive.</exception>
    public DepthwiseConv2D(Size2D kernelSize, Activation? activation = null, Size2D? strides = null, Padding padding = Padding.Valid, int depthMultiplier = 1, bool useBias = true)
        : base(kernelSize, activation, strides, padding, useBias) =>
        DepthMultiplier = Guard.Positive(depthMultiplier, nameof(DepthwiseConv2D));

    /// <summary>Output channels per input channel.</summary>
    public int DepthMultiplier { get; }

    /// <summary>First values of the kernel.</summary>
    public Initializer DepthwiseInitializer { get; init; } = new GlorotUniform();

    /// <summary>A price on the kernel's values; null for none.</summary>
    public Regularizer? DepthwiseRegularizer { get; init; }

    /// <summary>What the kernel's values must be like after an update; null for anything.</summary>
    public Constraint? DepthwiseConstraint { get; init; }

    internal override Shape LinearShape(Shape input)
    {
        RequireImage(input);
        RequireStridesOrDilation(Strides, DilationRate);
        return WindowShape(input, Reach, Strides, Padding, checked(input[2] * DepthMultiplier));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input)
    {
        Shape kernel = [KernelSize.Height, KernelSize.Width, input[2], DepthMultiplier];
        return WithBias(
            input[2] * DepthMultiplier,
            new WeightSpec("kernel", kernel, DepthwiseInitializer) { Regularizer = DepthwiseRegularizer, Constraint = DepthwiseConstraint });
    }

    /// <summary>The ordinary convolution whose windows lie where this one's do.</summary>
    internal Conv2D Windows(Shape input) => new(input[2] * DepthMultiplier, KernelSize, strides: Strides, padding: Padding) { Groups = input[2], DilationRate = DilationRate };
}
