using Weft.Kernels;

namespace Weft.Engine;

/// <summary>The end of a kernel's gradient by Winograd: frequencies back to taps, and the taps into the kernel's gradient.</summary>
/// <remarks>Taps go through scratch memory: in the gradient they lie a power of two apart, where nine of them would not fit into the ways of a cache.</remarks>
internal static class WinogradKernelGradient
{
    /// <summary>Taps of a kernel, and planes of scratch memory behind those of the frequencies.</summary>
    public const int Taps = 9;

    /// <summary>Finishes some channels.</summary>
    /// <param name="output">Winograd's m.</param>
    /// <param name="planes">The frequencies' gradients, then room for the taps'.</param>
    /// <param name="plane">From one plane to the next.</param>
    /// <param name="size">Values of a plane that count.</param>
    /// <param name="kernel">The kernel's gradient, from the first channel on.</param>
    /// <param name="pitch">From one tap to the next in it.</param>
    /// <param name="accumulate">Whether the result is added to what is there.</param>
    public static void Finish(int output, Span<float> planes, int plane, int size, Span<float> kernel, int pitch, bool accumulate)
    {
        int frequencies = (output + 2) * (output + 2);
        Span<float> taps = planes[(frequencies * plane)..];
        WinogradTransform.KernelAdjoint(output, planes, plane, size, taps, plane);
        for (int tap = 0; tap < Taps; tap++)
        {
            ReadOnlySpan<float> source = taps.Slice(tap * plane, size);
            Span<float> target = kernel.Slice(tap * pitch, size);
            if (accumulate)
            {
                Elementwise.Add(source, target);
            }
            else
            {
                source.CopyTo(target);
            }
        }
    }
}
