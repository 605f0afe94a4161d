using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>A fully connected layer: <c>y = act(x W + b)</c>.</summary>
/// <remarks>
/// Input <c>[features]</c>, output <c>[units]</c>; kernel <c>[features, units]</c>. Of inputs of more axes the last one is multiplied, at every place along the others with the same kernel:
/// <c>[height, width, features]</c> becomes <c>[height, width, units]</c>. Defaults are Keras'.
/// </remarks>
public sealed record Dense : Layer
{
    /// <summary>A fully connected layer.</summary>
    /// <param name="units">Output features.</param>
    /// <param name="activation">Applied to the result; null is linear.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no unit.</exception>
    public Dense(int units, Activation? activation = null, bool useBias = true)
    {
        Units = Guard.Positive(units, nameof(Dense));
        Activation = activation ?? Activation.Linear;
        UseBias = useBias;
    }

    /// <summary>Output features.</summary>
    public int Units { get; internal init; }

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; init; }

    internal override Activation LastActivation => Activation;

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <summary>First values of the kernel.</summary>
    public Initializer KernelInitializer { get; init; } = new GlorotUniform();

    /// <summary>First values of the bias.</summary>
    public Initializer BiasInitializer { get; init; } = new Zeros();

    /// <summary>A price on the kernel's values; null for none.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>A price on the bias' values; null for none.</summary>
    public Regularizer? BiasRegularizer { get; init; }

    /// <summary>What the kernel's values must be like after an update; null for anything.</summary>
    public Constraint? KernelConstraint { get; init; }

    /// <summary>What the bias' values must be like after an update; null for anything.</summary>
    public Constraint? BiasConstraint { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The input has no axis, or the activation halves an odd number of units.</exception>
    public override Shape OutputShape(Shape input) => Activation.OutputShape(LinearShape(input), Who);

    /// <summary>The shape of the sums, before the activation.</summary>
    internal Shape LinearShape(Shape input) => input.Rank >= 1
        ? [.. input.Extents[..^1], Units]
        : throw new ShapeException($"{Who}: expected input [batch, ..., features], got {input.ToBatchString()}.");

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input)
    {
        WeightSpec kernel = new("kernel", [input[^1], Units], KernelInitializer)
        {
            Regularizer = KernelRegularizer,
            Constraint = KernelConstraint,
        };
        WeightSpec bias = new("bias", [Units], BiasInitializer) { Regularizer = BiasRegularizer, Constraint = BiasConstraint };
        return UseBias ? [kernel, bias] : [kernel];
    }
}
