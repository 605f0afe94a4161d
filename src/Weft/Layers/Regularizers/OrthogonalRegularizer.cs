using System.Buffers;
using System.Numerics.Tensors;

using Weft.Layers;

namespace Weft.Regularizers;

/// <summary>Which vectors of a matrix are meant.</summary>
public enum MatrixVectors
{
    /// <summary>The rows.</summary>
    Rows,

    /// <summary>The columns.</summary>
    Columns,
}

/// <summary>A price on rows, or columns, of a matrix that are not orthogonal: the mean of <c>|cosine|</c> over all pairs.</summary>
/// <param name="Factor">What the mean is multiplied with, at least 0.</param>
/// <param name="Mode">Which vectors are to be orthogonal.</param>
public sealed record OrthogonalRegularizer(double Factor = 0.01, MatrixVectors Mode = MatrixVectors.Rows) : Regularizer
{
    // Keras' epsilon: shorter vectors are divided by it.
    private const double Shortest = 1e-7;

    /// <summary>The factor.</summary>
    public double Factor { get; init; } = Guard.NotNegative(Factor, nameof(OrthogonalRegularizer), nameof(Factor));

    internal override void Check(string weight, Shape shape)
    {
        if (shape.Rank != 2 || Count(shape) < 2)
        {
            string vectors = Mode == MatrixVectors.Rows ? "rows" : "columns";
            throw new ShapeException(
                $"OrthogonalRegularizer: expected a matrix of at least two {vectors}, got {weight} of shape {shape}. Use it for dense layers' kernels.");
        }
    }

    internal override double Price(ReadOnlySpan<float> values, Shape shape)
    {
        double[] memory = Rent(shape);
        Directions directions = Take(values, shape, memory);
        double sum = 0;
        for (int i = 0; i < Count(shape); i++)
        {
            for (int j = 0; j < i; j++)
            {
                sum += Math.Abs(TensorPrimitives.Dot(directions[i], directions[j]));
            }
        }

        ArrayPool<double>.Shared.Return(memory);
        return Factor * sum / Pairs(shape);
    }

    internal override void Slope(ReadOnlySpan<float> values, Shape shape, Span<float> slope)
    {
        double[] memory = Rent(shape);
        Directions directions = Take(values, shape, memory);
        Span<double> along = directions.Spare;
        for (int i = 0; i < Count(shape); i++)
        {
            along.Clear();
            for (int j = 0; j < Count(shape); j++)
            {
                double sign = i == j ? 0 : Math.Sign(TensorPrimitives.Dot(directions[i], directions[j]));
                TensorPrimitives.MultiplyAdd(directions[j], sign, along, along);
            }

            // A vector's length does not matter to its cosines, so neither does what points along it.
            double inward = TensorPrimitives.Dot<double>(along, directions[i]);
            for (int k = 0; k < along.Length; k++)
            {
                double across = along[k] - (inward * directions[i][k]);
                slope[Place(i, k, shape)] = (float)(Factor / Pairs(shape) * across / directions.Lengths[i]);
            }
        }

        ArrayPool<double>.Shared.Return(memory);
    }

    private int Count(Shape shape) => Mode == MatrixVectors.Rows ? shape[0] : shape[1];

    private double Pairs(Shape shape) => Count(shape) * (Count(shape) - 1.0) / 2;

    private int Place(int vector, int k, Shape shape) => Mode == MatrixVectors.Rows ? (vector * shape[1]) + k : (k * shape[1]) + vector;

    // From a pool, for training steps allocate nothing.
    private static double[] Rent(Shape shape) => ArrayPool<double>.Shared.Rent(shape.Size + shape[0] + shape[1]);

    private Directions Take(ReadOnlySpan<float> values, Shape shape, double[] memory)
    {
        int count = Count(shape), length = values.Length / count;
        Directions directions = new(memory.AsSpan(0, values.Length + count + length), count, length);
        for (int i = 0; i < count; i++)
        {
            Span<double> vector = directions[i];
            for (int k = 0; k < length; k++)
            {
                vector[k] = values[Place(i, k, shape)];
            }

            directions.Lengths[i] = Math.Max(TensorPrimitives.Norm<double>(vector), Shortest);
            TensorPrimitives.Divide(vector, directions.Lengths[i], vector);
        }

        return directions;
    }

    /// <summary>The vectors of a matrix, brought to length 1, and the lengths they had.</summary>
    private readonly ref struct Directions(Span<double> memory, int count, int length)
    {
        private readonly Span<double> _vectors = memory[..(count * length)];

        public Span<double> this[int i] => _vectors.Slice(i * length, length);

        public Span<double> Lengths { get; } = memory.Slice(count * length, count);

        /// <summary>Room for one more vector.</summary>
        public Span<double> Spare { get; } = memory[^length..];
    }
}
