namespace Weft.Layers;

/// <summary>Scales and shifts every value: <c>y = scale x + offset</c>.</summary>
/// <remarks>A model that begins with this layer takes pixels as they are, 0 to 255.</remarks>
/// <param name="Scale">The factor, such as <c>1 / 255.0</c>.</param>
/// <param name="Offset">The summand.</param>
public sealed record Rescaling(double Scale, double Offset = 0) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}
