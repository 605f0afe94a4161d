using Weft.Kernels;

namespace Weft.Engine;

/// <summary>How a convolution's weight and input gradients are computed from the gradient of its (pooled) output.</summary>
internal abstract class ConvGradient(ConvStep step, ArenaLayout arena, int group)
{
    private readonly Slab _padded = step.Input.HasGradient && step.Geometry.IsPadded ? arena.Floats(group * step.Geometry.PaddedSize) : default;

    protected ConvStep Step { get; } = step;

    protected ConvGeometry Geometry => Step.Geometry;

    /// <summary>Picks the algorithm for a shape.</summary>
    /// <remarks>
    /// Behind a max pooling only one of the pool's windows has a gradient, so the sparse sums need <c>1 / area</c> of the multiply-adds of the
    /// matrix products, but run at about half their speed (each multiply-add loads its row), and only on runs that fill a few registers.
    /// </remarks>
    public static ConvGradient Choose(ConvStep step, ArenaLayout arena, int group)
    {
        bool sparsePays = step.Pool is { Area: > 2 } && step.Geometry.Groups == 1 && step.Geometry.RunLength >= 4 * (int)Lanes.Four;
        return sparsePays ? new SparseConvGradient(step, arena, group) : new DenseConvGradient(step, arena, group);
    }

    /// <summary>Rearranges the kernel after it has changed.</summary>
    public abstract void Pack();

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
