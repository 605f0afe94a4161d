using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>2-D convolution: a window of weights slides over the image and every filter gives one output channel.</summary>
/// <remarks>
/// <c>y[oy, ox, f] = act(b[f] + sum over ky, kx, c of x[oy s + ky d - pad, ox s + kx d - pad, c] w[ky, kx, c, f])</c>.
/// Input <c>[height, width, channels]</c>, output <c>[height', width', filters]</c>; kernel <c>[kh, kw, channels / groups, filters]</c>.
/// Defaults are Keras': stride 1, valid padding, no dilation, one group, a bias, Glorot-uniform kernel, zero bias.
/// </remarks>
public sealed record Conv2D : Layer
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
    {
        Filters = Guard.Positive(filters, nameof(Conv2D));
        KernelSize = Guard.Positive(kernelSize, nameof(Conv2D));
        Strides = Guard.Positive(strides ?? 1, nameof(Conv2D));
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

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; init; }

    internal override Activation LastActivation => Activation;

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <summary>Distance between neighbouring taps of the window.</summary>
    public Size2D DilationRate { get; init; } = 1;

    /// <summary>Input and output channels are cut into this many independent parts.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>First values of the kernel.</summary>
    public Initializer KernelInitializer { get; init; } = new GlorotUniform();

    /// <summary>First values of the bias.</summary>
    public Initializer BiasInitializer { get; init; } = new Zeros();

    /// <summary>A price on the kernel's values; null for none.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>The window's reach with its dilation: <c>(k - 1) d + 1</c>.</summary>
    internal Size2D Reach => new((KernelSize.Height - 1) * DilationRate.Height + 1, (KernelSize.Width - 1) * DilationRate.Width + 1);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
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
        WeightSpec kernelSpec = new("kernel", kernel, KernelInitializer);
        return UseBias ? [kernelSpec, new WeightSpec("bias", [Filters], BiasInitializer)] : [kernelSpec];
    }
}
