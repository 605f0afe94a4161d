namespace Weft.Layers;

/// <summary>While training, blurs some pictures: each value becomes the mean of those around, by weights <c>exp(-d^2 / (2 s^2))</c> that
/// sum to 1, with an s of its own along each axis.</summary>
/// <remarks>Beyond the edges are zeros, as in Keras. Results are cut to the value range. Every picture has deviations of its own; Keras
/// draws two for the batch.</remarks>
public sealed record RandomGaussianBlur : RandomColor
{
    private const int LargestKernel = 255;

    /// <summary>A random blur.</summary>
    /// <param name="factor">The range of the probability, from 0 to 1; null is (0, 1). One number f is (0, f), as Keras has it.</param>
    /// <param name="kernelSize">How many pixels count, odd numbers down and across; null is 3x3.</param>
    /// <param name="sigma">What s is drawn from, within 0 and 1; null is (0, 1).</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale
    /// it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">Factor or sigma is not within 0 and 1, or the kernel has an even extent or one above
    /// 255.</exception>
    public RandomGaussianBlur(Interval? factor = null, Size2D? kernelSize = null, Interval? sigma = null, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed)
    {
        Factor = UpTo(factor ?? (0, 1), nameof(RandomGaussianBlur), nameof(factor));
        Sigma = UpTo(sigma ?? (0, 1), nameof(RandomGaussianBlur), nameof(sigma));
        Size2D size = kernelSize ?? 3;
        KernelSize = IsOdd(size.Height) && IsOdd(size.Width) ? size : throw new ArgumentOutOfRangeException(
            nameof(kernelSize), $"{nameof(RandomGaussianBlur)}: expected {nameof(kernelSize)} of odd numbers from 1 to {LargestKernel}, got {size}.");
    }

    /// <summary>The range of the probability that a picture is blurred.</summary>
    public Interval Factor { get; }

    /// <summary>How many pixels count, down and across.</summary>
    public Size2D KernelSize { get; }

    /// <summary>What the deviations are drawn from, in pixels.</summary>
    public Interval Sigma { get; }

    private static bool IsOdd(int extent) => extent is > 0 and <= LargestKernel && extent % 2 == 1;
}
