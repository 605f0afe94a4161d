using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>A depthwise convolution and, behind it, a 1x1 convolution that mixes the channels.</summary>
/// <remarks>
/// Weights are depthwise_kernel <c>[kh, kw, channels, m]</c>, pointwise_kernel <c>[1, 1, channels m, filters]</c> and bias <c>[filters]</c>. Defaults are Keras'.
/// </remarks>
public sealed record SeparableConv2D : ConvolutionLayer
{
    /// <summary>A separable convolution.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernelSize">Window height and width.</param>
    /// <param name="activation">Applied to the result; null is linear.</param>
    /// <param name="strides">Steps of the window; 1 by default.</param>
    /// <param name="padding">Border rule; valid by default.</param>
    /// <param name="depthMultiplier">Channels between the two convolutions, per input channel.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count or an extent is not positive.</exception>
    public SeparableConv2D(int filters, Size2D kernelSize, Activation? activation = null, Size2D? strides = null, Padding padding = Padding.Valid, int depthMultiplier = 1, bool useBias = true)
        : base(kernelSize, activation, strides, padding, useBias)
    {
        Filters = Guard.Positive(filters, nameof(SeparableConv2D));
        DepthMultiplier = Guard.Positive(depthMultiplier, nameof(SeparableConv2D));
    }

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>Channels between the two convolutions, per input channel.</summary>
    public int DepthMultiplier { get; }

    /// <summary>First values of the depthwise kernel.</summary>
    public Initializer DepthwiseInitializer { get; init; } = new GlorotUniform();

    /// <summary>First values of the 1x1 kernel.</summary>
    public Initializer PointwiseInitializer { get; init; } = new GlorotUniform();

    /// <summary>A price on the depthwise kernel's values; null for none.</summary>
    public Regularizer? DepthwiseRegularizer { get; init; }

    /// <summary>A price on the 1x1 kernel's values; null for none.</summary>
    public Regularizer? PointwiseRegularizer { get; init; }

    /// <summary>What the depthwise kernel's values must be like after an update; null for anything.</summary>
    public Constraint? DepthwiseConstraint { get; init; }

    /// <summary>What the 1x1 kernel's values must be like after an update; null for anything.</summary>
    public Constraint? PointwiseConstraint { get; init; }

    /// <summary>The first half: without bias or activation.</summary>
    internal DepthwiseConv2D Depthwise => new(KernelSize, null, Strides, Padding, DepthMultiplier, useBias: false)
    {
        Name = Name,
        DilationRate = DilationRate,
        DepthwiseInitializer = DepthwiseInitializer,
        DepthwiseRegularizer = DepthwiseRegularizer,
        DepthwiseConstraint = DepthwiseConstraint,
    };

    /// <summary>The second half.</summary>
    internal Conv2D Pointwise => new(Filters, 1, Activation, useBias: UseBias)
    {
        Name = Name,
        KernelInitializer = PointwiseInitializer,
        KernelRegularizer = PointwiseRegularizer,
        KernelConstraint = PointwiseConstraint,
        BiasInitializer = BiasInitializer,
        BiasRegularizer = BiasRegularizer,
        BiasConstraint = BiasConstraint,
    };

    internal override Shape LinearShape(Shape input)
    {
        RequireImage(input);
        RequireStridesOrDilation(Strides, DilationRate);
        return Pointwise.LinearShape(Depthwise.OutputShape(input));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input) =>
    [
        Depthwise.Weights(input)[0] with { Name = "depthwise_kernel" },
        .. Pointwise.Weights(Depthwise.OutputShape(input)).Select(spec => spec.Name == "kernel" ? spec with { Name = "pointwise_kernel" } : spec),
    ];
}
