using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>A rectifier that learns its slope below zero: <c>y = x</c> if <c>x &gt; 0</c>, else <c>alpha x</c>.</summary>
/// <remarks>alpha has the input's shape, with extent 1 along shared axes. He et al. 2015.</remarks>
public sealed record PReLU : Layer
{
    /// <summary>A learning rectifier.</summary>
    /// <param name="sharedAxes">Axes along which alpha is shared, counted with the batch as axis 0: <c>[1, 2]</c> is one alpha per channel of an image. None by default.</param>
    public PReLU(IReadOnlyList<int>? sharedAxes = null) => SharedAxes = new ValueList<int>(sharedAxes ?? []);

    /// <summary>Axes along which alpha is shared, counted with the batch as axis 0.</summary>
    public IReadOnlyList<int> SharedAxes { get; }

    /// <summary>First values of alpha.</summary>
    public Initializer AlphaInitializer { get; init; } = new Zeros();

    /// <summary>A price on alpha's values; null for none.</summary>
    public Regularizer? AlphaRegularizer { get; init; }

    /// <summary>What alpha's values must be like after an update; null for anything.</summary>
    public Constraint? AlphaConstraint { get; init; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => SharedAxes.All(axis => axis >= 1 && axis <= input.Rank)
        ? input
        : throw new ShapeException($"{Who}: expected shared axes from 1 to {input.Rank} for {input.ToBatchString()}, got [{string.Join(", ", SharedAxes)}].");

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input)
    {
        Shape alpha = new([.. input.Select((extent, i) => SharedAxes.Contains(i + 1) ? 1 : extent)]);
        return [new WeightSpec("alpha", alpha, AlphaInitializer) { Regularizer = AlphaRegularizer, Constraint = AlphaConstraint }];
    }
}
