namespace Weft.Engine;

/// <summary>What flows between steps: a group of samples of one shape, and the gradient of the loss by it.</summary>
/// <param name="Shape">The shape of one sample.</param>
/// <param name="Data">The samples, one after another.</param>
/// <param name="Gradient">Their gradients; empty where none is needed.</param>
internal sealed record Value(Shape Shape, Slab Data, Slab Gradient)
{
    /// <summary>Floats per sample.</summary>
    public int Size { get; } = Shape.Size;

    /// <summary>Whether the loss's gradient by this value is wanted.</summary>
    public bool HasGradient => Gradient.Length > 0 && !IsPaused;

    /// <summary>Whether its reader adds to its gradient, which another reader, earlier on the way back, has written: both have the same memory for it.</summary>
    public bool AddsGradient { get; init; }

    /// <summary>Takes the gradient away for a while: so a profile sees what it costs.</summary>
    public bool IsPaused { get; set; }
}
