using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>What all layers that slide a window of weights over an image have in common.</summary>
public abstract record ConvolutionLayer : Layer
{
    private protected ConvolutionLayer(Size2D kernelSize, Activation? activation, Size2D? strides, Padding padding, bool useBias)
    {
        KernelSize = Guard.Positive(kernelSize, KerasName);
        Strides = Guard.Positive(strides ?? 1, KerasName);
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

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; init; }

    internal override Activation LastActivation => Activation;

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <summary>Distance between neighbouring taps of the window.</summary>
    public Size2D DilationRate { get; init; } = 1;

    /// <summary>First values of the bias.</summary>
    public Initializer BiasInitializer { get; init; } = new Zeros();

    /// <summary>A price on the bias' values; null for none.</summary>
    public Regularizer? BiasRegularizer { get; init; }

    /// <summary>What the bias' values must be like after an update; null for anything.</summary>
    public Constraint? BiasConstraint { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The input is no image, or the options do not fit it.</exception>
    public sealed override Shape OutputShape(Shape input) => Activation.OutputShape(LinearShape(input), Who);

    /// <summary>The shape of the sums, before the activation.</summary>
    internal abstract Shape LinearShape(Shape input);

    /// <summary>The window's reach with its dilation: <c>(k - 1) d + 1</c>.</summary>
    internal Size2D Reach => new(((KernelSize.Height - 1) * DilationRate.Height) + 1, ((KernelSize.Width - 1) * DilationRate.Width) + 1);

    /// <summary>The kernels, and behind them the bias where there is one.</summary>
    private protected IReadOnlyList<WeightSpec> WithBias(int channels, params IEnumerable<WeightSpec> kernels) => UseBias
        ? [.. kernels, new WeightSpec("bias", [channels], BiasInitializer) { Regularizer = BiasRegularizer, Constraint = BiasConstraint }]
        : [.. kernels];
}
