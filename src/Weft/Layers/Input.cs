namespace Weft.Layers;

/// <summary>Where a model begins: a symbolic tensor of the shape of one sample. Keras' <c>Input</c>.</summary>
/// <remarks><c>Node x = new Input([224, 224, 3]);</c> makes the tensor that layers are called on.</remarks>
public sealed record Input : Layer
{
    /// <summary>An input.</summary>
    /// <param name="shape">The shape of one sample: <c>[28, 28, 1]</c>.</param>
    /// <param name="name">The input's name; null takes Keras' automatic one.</param>
    /// <exception cref="ShapeException">An extent is not positive.</exception>
    public Input(Shape shape, string? name = null)
    {
        if (shape.Rank == 0 || shape.Contains(0))
        {
            throw new ShapeException($"Input{(name is null ? "" : $" '{name}'")}: expected an input shape of positive extents such as [28, 28, 1], got {shape}.");
        }

        (Shape, Name) = (shape, name);
    }

    /// <summary>The shape of one sample.</summary>
    public Shape Shape { get; }

    /// <inheritdoc/>
    public override string KerasName => "InputLayer";

    internal override string SnakeName => "input_layer";

    /// <summary>An input's shape is its own.</summary>
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Shape;

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs.IsEmpty ? Shape : throw new ShapeException($"{Who}: expected no input, got {inputs.Length}. It is where a model begins.");
}
