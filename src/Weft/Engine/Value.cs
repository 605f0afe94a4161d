namespace Weft.Engine;

/// <summary>What flows between steps: a group of samples of one shape, and the gradient of the loss by it.</summary>
/// <param name="Shape">The shape of one sample.</param>
/// <param name="Data">The samples, one after another.</param>
/// <param name="Gradient">Their gradients; empty where none is needed.</param>
internal sealed record Value(Shape Shape, Slab Data, Slab Gradient)
{
    /// <summary>Floats per sample.</summary>
    public int Size { get; } = Shape.Size;

    /// <summary>Whether the loss's gradient by this value is wanted; a profile takes it away to see what it costs.</summary>
    public bool HasGradient { get; set; } = Gradient.Length > 0;
}
