using Weft.Layers;

namespace Weft.Constraints;

/// <summary>A constraint on Euclidean norms, each taken along some axes of a weight.</summary>
/// <remarks>
/// Values become <c>w desired(norm) / (norm + 1e-7)</c>, as in Keras. Along axis 0 of a dense kernel <c>[inputs, units]</c> every unit
/// has a norm, and so has every filter of a convolution's kernel along <c>[0, 1, 2]</c>. Keras' default of 0 is kept for these too,
/// though there it takes the norms of columns of pixels.
/// </remarks>
public abstract record NormConstraint : Constraint
{
    private protected NormConstraint(IReadOnlyList<int>? axis) => Axis = new ValueList<int>(axis ?? [0]);

    /// <summary>The axes along which norms are taken; negative ones count from the last.</summary>
    public IReadOnlyList<int> Axis { get; }

    /// <summary>What a norm is brought to.</summary>
    internal abstract double Desired(double norm);

    internal override void Check(string weight, Shape shape)
    {
        if (Axis.Any(axis => axis < -shape.Rank || axis >= shape.Rank))
        {
            throw new ShapeException(
                $"{GetType().Name}: expected axes from {-shape.Rank} to {shape.Rank - 1} for {weight} {shape}, got [{string.Join(", ", Axis)}].");
        }
    }

    internal sealed override Projection Project(Shape shape) => new Rescaling(this, shape);

    /// <summary>Divides the values among norms once, and scales them again and again.</summary>
    private sealed class Rescaling : Projection
    {
        private const double Epsilon = 1e-7;

        private readonly NormConstraint _constraint;
        private readonly int[] _group;
        private readonly double[] _scales;

        public Rescaling(NormConstraint constraint, Shape shape)
        {
            _constraint = constraint;
            bool[] along = new bool[shape.Rank];
            foreach (int axis in constraint.Axis)
            {
                along[axis < 0 ? axis + shape.Rank : axis] = true;
            }

            _group = new int[shape.Size];
            int groups = 1;
            for (int axis = shape.Rank - 1, stride = 1; axis >= 0; stride *= shape[axis--])
            {
                for (int i = 0; !along[axis] && i < _group.Length; i++)
                {
                    _group[i] += groups * (i / stride % shape[axis]);
                }

                groups *= along[axis] ? 1 : shape[axis];
            }

            _scales = new double[groups];
        }

        public override void Apply(Span<float> weights)
        {
            Array.Clear(_scales);
            for (int i = 0; i < weights.Length; i++)
            {
                _scales[_group[i]] += (double)weights[i] * weights[i];
            }

            foreach (ref double scale in _scales.AsSpan())
            {
                double norm = Math.Sqrt(scale);
                scale = _constraint.Desired(norm) / (norm + Epsilon);
            }

            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = (float)(weights[i] * _scales[_group[i]]);
            }
        }
    }
}

/// <summary>No norm is above a limit; longer ones are scaled down to it.</summary>
public sealed record MaxNorm : NormConstraint
{
    /// <summary>A limit with Keras' defaults.</summary>
    /// <param name="maxValue">The limit, at least 0.</param>
    /// <param name="axis">The axes along which norms are taken; 0 by default.</param>
    public MaxNorm(double maxValue = 2, IReadOnlyList<int>? axis = null)
        : base(axis) => MaxValue = Guard.NotNegative(maxValue, nameof(MaxNorm));

    /// <summary>The limit.</summary>
    public double MaxValue { get; }

    internal override double Desired(double norm) => Math.Min(norm, MaxValue);
}

/// <summary>Every norm is 1.</summary>
public sealed record UnitNorm : NormConstraint
{
    /// <summary>Norms of 1.</summary>
    /// <param name="axis">The axes along which norms are taken; 0 by default.</param>
    public UnitNorm(IReadOnlyList<int>? axis = null)
        : base(axis)
    {
    }

    internal override double Desired(double norm) => 1;
}

/// <summary>Every norm lies between two limits, or moves there bit by bit: <c>(1 - rate) norm + rate clip(norm)</c>.</summary>
public sealed record MinMaxNorm : NormConstraint
{
    /// <summary>Limits with Keras' defaults.</summary>
    /// <param name="minValue">The lower limit, at least 0.</param>
    /// <param name="maxValue">The upper limit, at least the lower one.</param>
    /// <param name="rate">How much of the way a norm goes at an update.</param>
    /// <param name="axis">The axes along which norms are taken; 0 by default.</param>
    public MinMaxNorm(double minValue = 0, double maxValue = 1, double rate = 1, IReadOnlyList<int>? axis = null)
        : base(axis)
    {
        MinValue = Guard.NotNegative(minValue, nameof(MinMaxNorm));
        MaxValue = maxValue >= minValue
            ? maxValue
            : throw new ArgumentOutOfRangeException(nameof(maxValue), $"MinMaxNorm: expected maxValue of at least minValue {minValue}, got {maxValue}.");
        Rate = Guard.AtMostOne(rate, nameof(MinMaxNorm));
    }

    /// <summary>The lower limit.</summary>
    public double MinValue { get; }

    /// <summary>The upper limit.</summary>
    public double MaxValue { get; }

    /// <summary>How much of the way a norm goes at an update.</summary>
    public double Rate { get; }

    internal override double Desired(double norm) => (Rate * Math.Clamp(norm, MinValue, MaxValue)) + ((1 - Rate) * norm);
}
