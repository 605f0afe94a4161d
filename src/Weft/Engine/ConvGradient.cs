namespace Weft.Engine;

/// <summary>How a convolution's weight and input gradients are computed from the gradient of its (pooled) output.</summary>
internal abstract class ConvGradient(ConvStep step)
{
    protected ConvStep Step { get; } = step;

    protected ConvGeometry Geometry => Step.Geometry;

    /// <summary>Whether it reads the input, and writes its gradient, as windows of padded images.</summary>
    public virtual bool ReadsWindows => true;

    /// <summary>How many parts the rearranging of the kernel has.</summary>
    public abstract int PackParts { get; }

    /// <summary>Rearranges a part of the kernel after it has changed.</summary>
    public abstract void Pack(int part);

    /// <summary>Computes the gradients of a group of samples.</summary>
    public void Backward(Pass pass, Span<float> gradient)
    {
        Span<float> kernel = Step.KernelGradient is { } parameter ? pass.Gradient(parameter) : [];
        if (!Step.Input.HasGradient)
        {
            Run(pass, gradient, kernel, []);
            return;
        }

        bool isPadded = ReadsWindows && Geometry.IsPadded;
        Span<float> input = pass.Gradient(Step.Input);
        Span<float> target = isPadded ? Step.PaddedGradient(pass) : input;
        target.Clear();
        Run(pass, gradient, kernel, target);
        if (isPadded)
        {
            Geometry.Crop(target, input);
        }
    }

    /// <summary>Computes both gradients.</summary>
    /// <param name="pass">The group.</param>
    /// <param name="gradient">The (pooled) output's gradient.</param>
    /// <param name="kernel">The kernel's gradient, stored or added to as the pass says; empty where it is not wanted.</param>
    /// <param name="input">The input's gradient, padded as the input is if windows are read, and zero so far; empty where it is not wanted.</param>
    protected abstract void Run(Pass pass, ReadOnlySpan<float> gradient, Span<float> kernel, Span<float> input);
}
