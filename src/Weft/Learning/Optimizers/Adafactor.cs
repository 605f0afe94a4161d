using System.Numerics.Tensors;

using Weft.Schedules;

namespace Weft;

/// <summary>Adafactor: steps divided by a root mean square of the gradient that is one number for each row times one for each column.</summary>
/// <remarks>
/// With <c>q = g^2 + epsilon1</c> and <c>b = 1 - t^beta2Decay</c>: <c>r = b r + (1 - b) mean(q over columns)</c>,
/// <c>c = b c + (1 - b) mean(q over rows)</c>,
/// <c>v = r c / mean(r)</c> over the last two extents of a kernel, and <c>v = b v + (1 - b) q</c> for vectors; <c>u = g / sqrt(v)</c>,
/// <c>w -= max(epsilon2, rms(w)) min(lr, 1 / sqrt(t)) u / max(1, rms(u) / clipThreshold)</c>.
/// Shazeer and Stern 2018, in Keras' form: the rate falls with <c>1 / sqrt(t)</c> whether or not <see cref="RelativeStep"/> is set, and v is kept beside its factors.
/// Where row and column have never had a gradient, Keras divides 0 by 0; here the step is 0.
/// </remarks>
public sealed record Adafactor : Optimizer
{
    /// <summary>Adafactor with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="beta2Decay">The power of the step that the mean squares' decay follows.</param>
    /// <param name="epsilon1">Added to squares.</param>
    /// <param name="epsilon2">The least root mean square that a weight counts as having.</param>
    /// <param name="clipThreshold">The largest root mean square of a step, before the rate; above 0.</param>
    /// <param name="relativeStep">Kept for Keras' files; see the remarks.</param>
    public Adafactor(
        Schedule? learningRate = null,
        double beta2Decay = -0.8,
        double epsilon1 = 1e-30,
        double epsilon2 = 1e-3,
        double clipThreshold = 1,
        bool relativeStep = true)
        : base(learningRate ?? 0.001)
    {
        Beta2Decay = beta2Decay;
        Epsilon1 = NotNegative(epsilon1, nameof(epsilon1));
        Epsilon2 = NotNegative(epsilon2, nameof(epsilon2));
        ClipThreshold = clipThreshold > 0 ? clipThreshold : throw Expected(nameof(clipThreshold), "more than 0", clipThreshold);
        RelativeStep = relativeStep;
    }

    /// <summary>The power of the step that the mean squares' decay follows.</summary>
    public double Beta2Decay { get; }

    /// <summary>Added to squares.</summary>
    public double Epsilon1 { get; }

    /// <summary>The least root mean square that a weight counts as having.</summary>
    public double Epsilon2 { get; }

    /// <summary>The largest root mean square of a step, before the rate.</summary>
    public double ClipThreshold { get; }

    /// <summary>Kept for Keras' files.</summary>
    public bool RelativeStep { get; }

    // Vectors have no factors, and Keras files a number in the place of each.
    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable)
    {
        Shape shape = variable.Shape;
        (Shape rows, Shape columns) = shape.Rank < 2
            ? (new Shape(), new Shape())
            : (new Shape([.. shape.SkipLast(1)]), new Shape([.. shape.SkipLast(2), shape[^1]]));
        return [[new Slot("row_velocity") { Extents = rows }, new Slot("column_velocity") { Extents = columns }, new Slot("velocity")]];
    }

    internal override UpdateRule CreateRule() => new Rule(this);

    private sealed class Rule(Adafactor adafactor) : WholeRule
    {
        private double _rate;
        private float _keep;

        public override void Begin(long step, double learningRate)
        {
            _rate = Math.Min(learningRate, 1 / Math.Sqrt(step));
            _keep = (float)(1 - Math.Pow(step, adafactor.Beta2Decay));
        }

        public override WholeUpdate Whole(Variable variable) =>
            variable.Shape.Rank < 2 ? new Unfactored(this) : new Factored(this, variable.Shape);

        private float Blend(float old, float value) => (_keep * old) + ((1 - _keep) * value);

        /// <summary>From the clipped direction to the weight.</summary>
        private void Step(Span<float> weights, ReadOnlySpan<float> direction)
        {
            double rate = Math.Max(adafactor.Epsilon2, WholeSums.RootMeanSquare(weights)) * _rate;
            double clipped = Math.Max(1, WholeSums.RootMeanSquare(direction) / adafactor.ClipThreshold);
            TensorPrimitives.MultiplyAdd(direction, (float)(-rate / clipped), weights, weights);
        }

        private static float Direction(float gradient, float square) => gradient == 0 ? 0 : gradient / MathF.Sqrt(square);

        private sealed class Unfactored(Rule rule) : WholeUpdate
        {
            public override void Apply(Span<float> weights, Span<float> gradients, ReadOnlySpan<float[]> slots)
            {
                float[] squares = slots[2];
                for (int i = 0; i < gradients.Length; i++)
                {
                    squares[i] = rule.Blend(squares[i], (gradients[i] * gradients[i]) + (float)rule.Epsilon1);
                    gradients[i] = Direction(gradients[i], squares[i]);
                }

                rule.Step(weights, gradients);
            }
        }

        private float Epsilon1 => (float)adafactor.Epsilon1;

        /// <summary>A kernel is as many matrices as its extents before the last two say.</summary>
        private sealed class Factored(Rule rule, Shape shape) : WholeUpdate
        {
            private readonly int _rows = shape[^2];
            private readonly int _columns = shape[^1];
            private readonly float[] _means = new float[shape[^1]];

            public override void Apply(Span<float> weights, Span<float> gradients, ReadOnlySpan<float[]> slots)
            {
                int size = _rows * _columns;
                for (int k = 0; k < gradients.Length / size; k++)
                {
                    Span<float> rows = slots[0].AsSpan(k * _rows, _rows), columns = slots[1].AsSpan(k * _columns, _columns);
                    ApplyMatrix(gradients.Slice(k * size, size), rows, columns, slots[2].AsSpan(k * size, size));
                }

                rule.Step(weights, gradients);
            }

            private void ApplyMatrix(Span<float> gradients, Span<float> rows, Span<float> columns, Span<float> squares)
            {
                Array.Clear(_means);
                for (int i = 0; i < _rows; i++)
                {
                    ReadOnlySpan<float> row = gradients.Slice(i * _columns, _columns);
                    rows[i] = rule.Blend(rows[i], (TensorPrimitives.SumOfSquares(row) / _columns) + rule.Epsilon1);
                    TensorPrimitives.MultiplyAdd(row, row, _means, _means);
                }

                for (int j = 0; j < _columns; j++)
                {
                    columns[j] = rule.Blend(columns[j], (_means[j] / _rows) + rule.Epsilon1);
                }

                float mean = TensorPrimitives.Sum<float>(rows) / _rows;
                for (int i = 0; i < gradients.Length; i++)
                {
                    squares[i] = rows[i / _columns] / mean * columns[i % _columns];
                    gradients[i] = Direction(gradients[i], squares[i]);
                }
            }
        }
    }
}
