namespace Weft.Engine;

/// <summary>How a convolution's weight and input gradients are computed from the gradient of its (pooled) output.</summary>
/// <param name="step">The convolution.</param>
/// <param name="weights">Whether the kernel's gradient is computed here, if it is wanted.</param>
/// <param name="input">Whether the input's is.</param>
internal abstract class ConvGradient(ConvStep step, bool weights, bool input)
{
    /// <summary>Whether the kernel's gradient is wanted and computed here.</summary>
    protected bool ForWeights { get; } = weights && step.KernelGradient is not null;

    /// <summary>Whether the input's gradient is wanted and computed here.</summary>
    protected bool ForInput { get; } = input && step.Input.HasGradient;

    protected ConvStep Step { get; } = step;

    protected ConvGeometry Geometry => Step.Geometry;

    /// <summary>Whether it reads the input, and writes its gradient, as windows of padded images.</summary>
    public virtual bool ReadsWindows => true;

    /// <summary>How many parts the rearranging of the kernel has.</summary>
    public virtual int PackParts => 0;

    /// <summary>Rearranges a part of the kernel after it has changed.</summary>
    public virtual void Pack(int part)
    {
    }

    /// <summary>Computes the gradients of a group of samples.</summary>
    public void Backward(Pass pass, Span<float> gradient)
    {
        Span<float> kernel = ForWeights ? pass.Gradient(Step.KernelGradient!) : [];
        if (!ForInput || !Step.Input.HasGradient)
        {
            if (ForWeights)
            {
                Run(pass, gradient, kernel, []);
            }

            return;
        }

        bool isPadded = ReadsWindows && Geometry.IsPadded;
        Span<float> input = pass.Gradient(Step.Input);
        Span<float> target = isPadded ? Step.PaddedGradient(pass) : input;
        if (isPadded || !Step.Input.AddsGradient)
        {
            target.Clear();
        }

        Run(pass, gradient, kernel, target);
        if (isPadded)
        {
            Geometry.Crop(target, input, Step.Input.AddsGradient);
        }
    }

    /// <summary>Computes both gradients.</summary>
    /// <param name="pass">The group.</param>
    /// <param name="gradient">The (pooled) output's gradient.</param>
    /// <param name="kernel">The kernel's gradient, stored or added to as the pass says; empty where it is not wanted.</param>
    /// <param name="input">The input's gradient, padded as the input is if windows are read, to be added to what is there; empty where it is not wanted.</param>
    protected abstract void Run(Pass pass, ReadOnlySpan<float> gradient, Span<float> kernel, Span<float> input);
}
