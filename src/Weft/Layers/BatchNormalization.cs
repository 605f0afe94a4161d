using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>Normalises every channel to mean 0 and variance 1 over the batch, then scales and shifts it: <c>y = (x - mean) gamma / sqrt(variance + epsilon) + beta</c>.</summary>
/// <remarks>
/// While training, mean and (biased) variance are those of the whole batch, over all positions of an image, and moving averages of them are kept:
/// <c>average = average momentum + batch (1 - momentum)</c>. Evaluation and prediction use the averages, and so does training where <see cref="Layer.Trainable"/> is false.
/// Input of any rank; the weights are gamma, beta, moving_mean and moving_variance, <c>[channels]</c> each. Defaults are Keras'.
/// Ioffe and Szegedy 2015.
/// </remarks>
public sealed record BatchNormalization : Layer
{
    /// <summary>A batch normalisation.</summary>
    /// <param name="momentum">What the moving averages keep of themselves at a step.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="center">Whether there is a beta.</param>
    /// <param name="scale">Whether there is a gamma.</param>
    /// <param name="axis">The axis of the channels, the batch counted as 0; -1 is the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is not in [0, 1], or epsilon is not positive.</exception>
    public BatchNormalization(double momentum = 0.99, double epsilon = 1e-3, bool center = true, bool scale = true, int axis = -1)
    {
        Momentum = Guard.AtMostOne(momentum, nameof(BatchNormalization));
        Epsilon = Guard.Positive(epsilon, nameof(BatchNormalization));
        Center = center;
        Scale = scale;
        Axis = axis;
    }

    /// <summary>What the moving averages keep of themselves at a step.</summary>
    public double Momentum { get; }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether there is a beta.</summary>
    public bool Center { get; }

    /// <summary>Whether there is a gamma.</summary>
    public bool Scale { get; }

    /// <summary>The axis of the channels, counted with the batch.</summary>
    public int Axis { get; }

    /// <summary>First values of beta.</summary>
    public Initializer BetaInitializer { get; init; } = new Zeros();

    /// <summary>First values of gamma.</summary>
    public Initializer GammaInitializer { get; init; } = new Ones();

    /// <summary>First values of the moving mean.</summary>
    public Initializer MovingMeanInitializer { get; init; } = new Zeros();

    /// <summary>First values of the moving variance.</summary>
    public Initializer MovingVarianceInitializer { get; init; } = new Ones();

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
        _ = ChannelAxis(input);
        return input;
    }

    /// <summary>The axis of the channels among those of a sample.</summary>
    internal int ChannelAxis(Shape input) => SampleAxis(Axis, input);

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input)
    {
        int channels = input[ChannelAxis(input)];
        List<WeightSpec> specs = [];
        if (Scale)
        {
            specs.Add(
                new WeightSpec("gamma", [channels], GammaInitializer) { Regularizer = GammaRegularizer, Constraint = GammaConstraint });
        }

        if (Center)
        {
            specs.Add(new WeightSpec("beta", [channels], BetaInitializer) { Regularizer = BetaRegularizer, Constraint = BetaConstraint });
        }

        specs.Add(new WeightSpec("moving_mean", [channels], MovingMeanInitializer, Trainable: false));
        specs.Add(new WeightSpec("moving_variance", [channels], MovingVarianceInitializer, Trainable: false));
        return specs;
    }
}
