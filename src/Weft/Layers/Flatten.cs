namespace Weft.Layers;

/// <summary>Lays a sample out as one vector, in row-major order: <c>[height, width, channels]</c> to <c>[height width channels]</c>.</summary>
public sealed record Flatten : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => [input.Size];
}
