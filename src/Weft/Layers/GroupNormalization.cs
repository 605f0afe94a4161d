using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>Normalises groups of channels of every sample over all of its positions, then scales and shifts each channel: <c>y = (x - mean) gamma / sqrt(variance + epsilon) + beta</c>.</summary>
/// <remarks>
/// One group is a layer normalisation of the whole image with weights per channel, as many groups as channels an instance normalisation.
/// Input of any rank; the weights are gamma and beta, <c>[channels]</c> each. Defaults are Keras'. Wu and He 2018.
/// </remarks>
public sealed record GroupNormalization : Layer
{
    /// <summary>A group normalisation.</summary>
    /// <param name="groups">How many groups the channels are cut into, neighbours together; -1 is one for every channel.</param>
    /// <param name="axis">The axis of the channels, the batch counted as 0; -1 is the last.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="center">Whether there is a beta.</param>
    /// <param name="scale">Whether there is a gamma.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no group, or epsilon is not positive.</exception>
    public GroupNormalization(int groups = 32, int axis = -1, double epsilon = 1e-3, bool center = true, bool scale = true)
    {
        Groups = groups == -1 ? groups : Guard.Positive(groups, nameof(GroupNormalization));
        Epsilon = Guard.Positive(epsilon, nameof(GroupNormalization));
        (Axis, Center, Scale) = (axis, center, scale);
    }

    /// <summary>How many groups the channels are cut into; -1 is one for every channel.</summary>
    public int Groups { get; }

    /// <summary>The axis of the channels, counted with the batch.</summary>
    public int Axis { get; }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether there is a beta.</summary>
    public bool Center { get; }

    /// <summary>Whether there is a gamma.</summary>
    public bool Scale { get; }

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

    /// <summary>How many groups an input of this many channels has.</summary>
    internal int GroupsOf(int channels) => Groups == -1 ? channels : Groups;

    /// <inheritdoc/>
    /// <exception cref="ShapeException">There is no such axis, or the channels cannot be cut into that many equal groups.</exception>
    public override Shape OutputShape(Shape input)
    {
        int channels = input[ChannelAxis(input)], groups = GroupsOf(channels);
        return groups <= channels && channels % groups == 0
            ? input
            : throw new ShapeException($"{Who}: expected a number of channels that {groups} groups divide, got {channels} in {input.ToBatchString()}. Use fewer groups, or -1 for one per channel.");
    }

    /// <summary>The axis of the channels among those of a sample.</summary>
    internal int ChannelAxis(Shape input) => SampleAxis(Axis, input);

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input)
    {
        int channels = input[ChannelAxis(input)];
        WeightSpec gamma = new("gamma", [channels], GammaInitializer) { Regularizer = GammaRegularizer, Constraint = GammaConstraint };
        WeightSpec beta = new("beta", [channels], BetaInitializer) { Regularizer = BetaRegularizer, Constraint = BetaConstraint };
        return [.. Scale ? (WeightSpec[])[gamma] : [], .. Center ? (WeightSpec[])[beta] : []];
    }
}
