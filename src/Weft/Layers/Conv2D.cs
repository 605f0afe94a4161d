using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>2-D convolution: a window of weights slides over the image and every filter gives one output channel.</summary>
/// <remarks>
/// <c>y[oy, ox, f] = act(b[f] + sum over ky, kx, c of x[oy s + ky d - pad, ox s + kx d - pad, c] w[ky, kx, c, f])</c>.
/// Input <c>[height, width, channels]</c>, output <c>[height', width', filters]</c>; kernel <c>[kh, kw, channels / groups, filters]</c>.
/// Defaults are Keras': stride 1, valid padding, no dilation, one group, a bias, Glorot-uniform kernel, zero bias.
/// </remarks>
public sealed record Conv2D : ConvolutionLayer
{
    /// <summary>A convolution.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernelSize">Window height and width.</param>
    /// <param name="activation">Applied to the result; null is linear.</param>
    /// <param name="strides">Steps of the window; 1 by default.</param>
    /// <param name="padding">Border rule; valid by default.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count or an extent is not positive.</exception>
    public Conv2D(int filters, Size2D kernelSize, Activation? activation = null, Size2D? strides = null, Padding padding = Padding.Valid, bool useBias = true)
        : base(kernelSize, activation, strides, padding, useBias) => Filters = Guard.Positive(filters, nameof(Conv2D));

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>Input and output channels are cut into this many independent parts.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>First values of the kernel.</summary>
    public Initializer KernelInitializer { get; init; } = new GlorotUniform();

    /// <summary>A price on the kernel's values; null for none.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>What the kernel's values must be like after an update; null for anything.</summary>
    public Constraint? KernelConstraint { get; init; }

    internal override Shape LinearShape(Shape input)
    {
        RequireImage(input);
        if (input[2] % Groups != 0 || Filters % Groups != 0)
        {
            throw new ShapeException($"{Who}: expected channels and filters to be multiples of groups = {Groups}, got {input[2]} channels and {Filters} filters. Change groups or filters.");
        }

        RequireStridesOrDilation(Strides, DilationRate);
        return WindowShape(input, Reach, Strides, Padding, Filters);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input)
    {
        Shape kernel = [KernelSize.Height, KernelSize.Width, input[2] / Groups, Filters];
        return WithBias(
            Filters, new WeightSpec("kernel", kernel, KernelInitializer) { Regularizer = KernelRegularizer, Constraint = KernelConstraint });
    }
}
