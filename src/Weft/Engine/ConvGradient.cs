namespace Weft.Engine;

/// <summary>How a convolution's weight and input gradients are computed from the gradient of its (pooled) output.</summary>
internal abstract class ConvGradient(ConvStep step, PlanMemory memory)
{
    private readonly Slab _padded = step.Input.HasGradient && step.Geometry.IsPadded ? memory.Arena.Floats(memory.Group * step.Geometry.PaddedSize) : default;

    protected ConvStep Step { get; } = step;

    protected ConvGeometry Geometry => Step.Geometry;

    /// <summary>How many parts the rearranging of the kernel has.</summary>
    public abstract int PackParts { get; }

    /// <summary>Rearranges a part of the kernel after it has changed.</summary>
    public abstract void Pack(int part);

    /// <summary>Computes the gradients of a group of samples.</summary>
    public void Backward(Pass pass, Span<float> gradient)
    {
        if (Step.KernelGradient is { } kernel)
        {
            AddWeightGradient(pass, gradient, pass.Gradient(kernel));
        }

        if (!Step.Input.HasGradient)
        {
            return;
        }

        Span<float> input = pass.Gradient(Step.Input);
        Span<float> target = Geometry.IsPadded ? pass.Work[_padded][..(pass.Count * Geometry.PaddedSize)] : input;
        target.Clear();
        AddInputGradient(pass, gradient, target);
        if (Geometry.IsPadded)
        {
            Geometry.Crop(target, input);
        }
    }

    /// <summary>The kernel's gradient; stored or added as the pass says.</summary>
    protected abstract void AddWeightGradient(Pass pass, ReadOnlySpan<float> gradient, Span<float> kernel);

    /// <summary>Adds the input's gradient to <paramref name="input"/>, which is zero and padded as the input is.</summary>
    protected abstract void AddInputGradient(Pass pass, ReadOnlySpan<float> gradient, Span<float> input);
}
