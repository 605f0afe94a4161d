using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>A convolution in which every channel has windows of weights of its own and channels do not mix.</summary>
/// <remarks>
/// <c>y[oy, ox, c m + j] = act(b[c m + j] + sum over ky, kx of x[oy s + ky d - pad, ox s + kx d - pad, c] w[ky, kx, c, j])</c>, where m is the depth multiplier.
/// Input <c>[height, width, channels]</c>, output <c>[height', width', channels m]</c>; kernel <c>[kh, kw, channels, m]</c>. Defaults are Keras'.
/// </remarks>
public sealed record DepthwiseConv2D : Layer
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
    {
        KernelSize = Guard.Positive(kernelSize, nameof(DepthwiseConv2D));
        Strides = Guard.Positive(strides ?? 1, nameof(DepthwiseConv2D));
        DepthMultiplier = Guard.Positive(depthMultiplier, nameof(DepthwiseConv2D));
        Activation = activation ?? Activation.Linear;
        Padding = padding;
        UseBias = useBias;
    }

    /// <summary>Window height and width.</summary>
    public Size2D KernelSize { get; }

    /// <summary>Steps of the window.</summary>
    public Size2D Strides { get; }

    /// <summary>Border rule.</summary>
    public Padding Padding { get; }

    /// <summary>Output channels per input channel.</summary>
    public int DepthMultiplier { get; }

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; init; }

    internal override Activation LastActivation => Activation;

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <summary>Distance between neighbouring taps of the window.</summary>
    public Size2D DilationRate { get; init; } = 1;

    /// <summary>First values of the kernel.</summary>
    public Initializer DepthwiseInitializer { get; init; } = new GlorotUniform();

    /// <summary>First values of the bias.</summary>
    public Initializer BiasInitializer { get; init; } = new Zeros();

    /// <summary>A price on the kernel's values; null for none.</summary>
    public Regularizer? DepthwiseRegularizer { get; init; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        RequireStridesOrDilation(Strides, DilationRate);
        Size2D reach = new(((KernelSize.Height - 1) * DilationRate.Height) + 1, ((KernelSize.Width - 1) * DilationRate.Width) + 1);
        return WindowShape(input, reach, Strides, Padding, checked(input[2] * DepthMultiplier));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input)
    {
        Shape kernel = [KernelSize.Height, KernelSize.Width, input[2], DepthMultiplier];
        WeightSpec spec = new("kernel", kernel, DepthwiseInitializer);
        return UseBias ? [spec, new WeightSpec("bias", [input[2] * DepthMultiplier], BiasInitializer)] : [spec];
    }

    /// <summary>The ordinary convolution whose windows lie where this one's do.</summary>
    internal Conv2D Windows(Shape input) => new(input[2] * DepthMultiplier, KernelSize, strides: Strides, padding: Padding) { Groups = input[2], DilationRate = DilationRate };
}

/// <summary>A depthwise convolution and, behind it, a 1x1 convolution that mixes the channels.</summary>
/// <remarks>
/// Weights are depthwise_kernel <c>[kh, kw, channels, m]</c>, pointwise_kernel <c>[1, 1, channels m, filters]</c> and bias <c>[filters]</c>. Defaults are Keras'.
/// </remarks>
public sealed record SeparableConv2D : Layer
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
    {
        Filters = Guard.Positive(filters, nameof(SeparableConv2D));
        KernelSize = Guard.Positive(kernelSize, nameof(SeparableConv2D));
        Strides = Guard.Positive(strides ?? 1, nameof(SeparableConv2D));
        DepthMultiplier = Guard.Positive(depthMultiplier, nameof(SeparableConv2D));
        Activation = activation ?? Activation.Linear;
        Padding = padding;
        UseBias = useBias;
    }

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>Window height and width.</summary>
    public Size2D KernelSize { get; }

    /// <summary>Steps of the window.</summary>
    public Size2D Strides { get; }

    /// <summary>Border rule.</summary>
    public Padding Padding { get; }

    /// <summary>Channels between the two convolutions, per input channel.</summary>
    public int DepthMultiplier { get; }

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; init; }

    internal override Activation LastActivation => Activation;

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <summary>Distance between neighbouring taps of the window.</summary>
    public Size2D DilationRate { get; init; } = 1;

    /// <summary>First values of the depthwise kernel.</summary>
    public Initializer DepthwiseInitializer { get; init; } = new GlorotUniform();

    /// <summary>First values of the 1x1 kernel.</summary>
    public Initializer PointwiseInitializer { get; init; } = new GlorotUniform();

    /// <summary>First values of the bias.</summary>
    public Initializer BiasInitializer { get; init; } = new Zeros();

    /// <summary>A price on the depthwise kernel's values; null for none.</summary>
    public Regularizer? DepthwiseRegularizer { get; init; }

    /// <summary>A price on the 1x1 kernel's values; null for none.</summary>
    public Regularizer? PointwiseRegularizer { get; init; }

    /// <summary>The first half: without bias or activation.</summary>
    internal DepthwiseConv2D Depthwise => new(KernelSize, null, Strides, Padding, DepthMultiplier, useBias: false)
    {
        Name = Name,
        DilationRate = DilationRate,
        DepthwiseInitializer = DepthwiseInitializer,
        DepthwiseRegularizer = DepthwiseRegularizer,
    };

    /// <summary>The second half.</summary>
    internal Conv2D Pointwise => new(Filters, 1, Activation, useBias: UseBias)
    {
        Name = Name,
        KernelInitializer = PointwiseInitializer,
        BiasInitializer = BiasInitializer,
        KernelRegularizer = PointwiseRegularizer,
    };

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        RequireStridesOrDilation(Strides, DilationRate);
        return Pointwise.OutputShape(Depthwise.OutputShape(input));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input) =>
    [
        Depthwise.Weights(input)[0] with { Name = "depthwise_kernel" },
        .. Pointwise.Weights(Depthwise.OutputShape(input)).Select(spec => spec.Name == "kernel" ? spec with { Name = "pointwise_kernel" } : spec),
    ];
}
