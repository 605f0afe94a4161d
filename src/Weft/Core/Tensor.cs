namespace Weft;

/// <summary>A dense array of 32-bit floats with a shape, row-major; images are <c>[batch, height, width, channels]</c>.</summary>
public sealed class Tensor
{
    private readonly float[] _values;

    /// <summary>A tensor of zeros.</summary>
    public Tensor(Shape shape)
        : this(shape, new float[shape.Size])
    {
    }

    /// <summary>Wraps <paramref name="values"/> without copying them.</summary>
    /// <exception cref="ShapeException">The number of values is not the shape's size.</exception>
    public Tensor(Shape shape, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != shape.Size)
        {
            throw new ShapeException($"Tensor: shape {shape} holds {shape.Size} values, got {values.Length}. Pass one value per element.");
        }

        Shape = shape;
        _values = values;
    }

    /// <summary>The extents, batch first where there is one.</summary>
    public Shape Shape { get; }

    /// <summary>The values in row-major order.</summary>
    public Span<float> Span => _values;

    internal float[] Values => _values;

    /// <summary>The number of values.</summary>
    public int Size => _values.Length;

    /// <summary>One value, by its index along each extent.</summary>
    /// <exception cref="ShapeException">There are more or fewer indices than extents.</exception>
    public float this[params ReadOnlySpan<int> index]
    {
        get => _values[Offset(index)];
        set => _values[Offset(index)] = value;
    }

    /// <summary>The <paramref name="index"/>-th slice along the first extent: one sample of a batch.</summary>
    public Span<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Shape[0], nameof(index));
        int size = _values.Length / Shape[0];
        return _values.AsSpan(index * size, size);
    }

    /// <summary>The same values under another shape.</summary>
    public Tensor Reshape(Shape shape) => new(shape, _values);

    /// <summary><c>Tensor [2, 3]</c>.</summary>
    public override string ToString() => $"Tensor {Shape}";

    private int Offset(ReadOnlySpan<int> index)
    {
        if (index.Length != Shape.Rank)
        {
            throw new ShapeException($"Tensor: expected {Shape.Rank} indices for shape {Shape}, got {index.Length}.");
        }

        int offset = 0;
        for (int axis = 0; axis < index.Length; axis++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index[axis], (uint)Shape[axis], nameof(index));
            offset = offset * Shape[axis] + index[axis];
        }

        return offset;
    }
}
