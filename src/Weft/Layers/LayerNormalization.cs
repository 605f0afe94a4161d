using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>Normalises every sample over one axis or several, at every place along the others: <c>y = (x - mean) gamma / sqrt(variance + epsilon) + beta</c>.</summary>
/// <remarks>Mean and (biased) variance are those along the axes. Weights are gamma and beta, with the axes' extents. Defaults are Keras'. Ba, Kiros and Hinton 2016.</remarks>
public sealed record LayerNormalization : Layer
{
    private readonly Axes _axes;

    /// <summary>A layer normalisation over one axis.</summary>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="center">Whether there is a beta.</param>
    /// <param name="scale">Whether there is a gamma.</param>
    /// <param name="axis">The axis that is normalised, the batch counted as 0; -1 is the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive.</exception>
    public LayerNormalization(double epsilon = 1e-3, bool center = true, bool scale = true, int axis = -1)
        : this([axis], epsilon, center, scale)
    {
    }

    /// <summary>A layer normalisation over several axes together.</summary>
    /// <param name="axes">The axes that are normalised, the batch counted as 0; -1 is the last.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="center">Whether there is a beta.</param>
    /// <param name="scale">Whether there is a gamma.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive.</exception>
    public LayerNormalization(IReadOnlyList<int> axes, double epsilon = 1e-3, bool center = true, bool scale = true)
    {
        Epsilon = Guard.Positive(epsilon, nameof(LayerNormalization));
        (_axes, Center, Scale) = (new(axes), center, scale);
    }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether there is a beta.</summary>
    public bool Center { get; }

    /// <summary>Whether there is a gamma.</summary>
    public bool Scale { get; }

    /// <summary>The axes that are normalised, the batch counted as 0.</summary>
    public IReadOnlyList<int> Axes => _axes.List;

    /// <summary>
    /// Keras' <c>rms_scaling</c>, which newer files have RMSNormalization for: the mean is not taken away and beta is left out, so that <c>y = x gamma / sqrt(variance + epsilon)</c>.
    /// The variance is that about the mean all the same. False by default.
    /// </summary>
    public bool RmsScaling { get; init; }

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

    internal bool HasGamma => Scale || RmsScaling;

    internal bool HasBeta => Center && !RmsScaling;

    internal int[] AxesOf(Shape input) => _axes.Of(input, Who);

    /// <inheritdoc/>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public override Shape OutputShape(Shape input)
    {
        _ = AxesOf(input);
        return input;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input)
    {
        _ = AxesOf(input);
        Shape extents = _axes.Extents(input);
        WeightSpec gamma = new("gamma", extents, GammaInitializer) { Regularizer = GammaRegularizer, Constraint = GammaConstraint };
        WeightSpec beta = new("beta", extents, BetaInitializer) { Regularizer = BetaRegularizer, Constraint = BetaConstraint };
        return [.. HasGamma ? (WeightSpec[])[gamma] : [], .. HasBeta ? (WeightSpec[])[beta] : []];
    }
}
