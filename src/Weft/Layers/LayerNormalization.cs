using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>Normalises every position of every sample over its channels: <c>y = (x - mean) gamma / sqrt(variance + epsilon) + beta</c>.</summary>
/// <remarks>Mean and (biased) variance are those of the last axis. Weights are gamma and beta, <c>[channels]</c> each. Defaults are Keras'. Ba, Kiros and Hinton 2016.</remarks>
public sealed record LayerNormalization : Layer
{
    /// <summary>A layer normalisation.</summary>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="center">Whether there is a beta.</param>
    /// <param name="scale">Whether there is a gamma.</param>
    /// <param name="axis">The axis that is normalised: the last, which is -1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive.</exception>
    public LayerNormalization(double epsilon = 1e-3, bool center = true, bool scale = true, int axis = -1)
    {
        Epsilon = Guard.Positive(epsilon, nameof(LayerNormalization));
        (Center, Scale, Axis) = (center, scale, axis);
    }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether there is a beta.</summary>
    public bool Center { get; }

    /// <summary>Whether there is a gamma.</summary>
    public bool Scale { get; }

    /// <summary>The axis that is normalised, counted with the batch.</summary>
    public int Axis { get; }

    /// <summary>First values of beta.</summary>
    public Initializer BetaInitializer { get; init; } = new Zeros();

    /// <summary>First values of gamma.</summary>
    public Initializer GammaInitializer { get; init; } = new Ones();

    /// <summary>A price on beta's values; null for none.</summary>
    public Regularizer? BetaRegularizer { get; init; }

    /// <summary>A price on gamma's values; null for none.</summary>
    public Regularizer? GammaRegularizer { get; init; }

    /// <summary>What beta's values must be like after an update; null for anything.</summary>
    public Constraint? BetaConstraint { get; init; }

    /// <summary>What gamma's values must be like after an update; null for anything.</summary>
    public Constraint? GammaConstraint { get; init; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireLastAxis(Axis, input);
        return input;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input)
    {
        int channels = input[^1];
        WeightSpec gamma = new("gamma", [channels], GammaInitializer) { Regularizer = GammaRegularizer, Constraint = GammaConstraint };
        WeightSpec beta = new("beta", [channels], BetaInitializer) { Regularizer = BetaRegularizer, Constraint = BetaConstraint };
        return [.. Scale ? (WeightSpec[])[gamma] : [], .. Center ? (WeightSpec[])[beta] : []];
    }
}
