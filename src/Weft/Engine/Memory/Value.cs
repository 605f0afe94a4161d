using Weft.Kernels;

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

    /// <summary>Takes over another value's gradient as it stands: stored, added to what is there, or there already where both have the same memory.</summary>
    public void Receive(Pass pass, Value other)
    {
        if (HasGradient && AddsGradient)
        {
            Elementwise.Add(pass.Gradient(other), pass.Gradient(this));
        }
        else if (HasGradient && Gradient != other.Gradient)
        {
            pass.Gradient(other).CopyTo(pass.Gradient(this));
        }
    }

    /// <summary>Takes the gradient away for a while: so a profile sees what it costs.</summary>
    public bool IsPaused { get; set; }
}
