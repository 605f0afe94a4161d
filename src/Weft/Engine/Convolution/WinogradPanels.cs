using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A 3x3 kernel in Winograd's frequencies, a few filters at a time and as they are needed: for the first samples of a process, where the frequencies of the whole kernel, up to seven times
/// its own memory, would take longer to write than to compute with.</summary>
internal sealed class WinogradPanels
{
    // From so many floats on: what is less, lies in a core's own cache.
    private const long Large = 1 << 18;

    private readonly ConvStep _step;
    private readonly int _output;
    private readonly Slab _kernel;
    private readonly Slab _packed;

    /// <param name="step">Whose kernel; its filters fill whole panels.</param>
    /// <param name="output">Winograd's m.</param>
    /// <param name="arena">Where the scratch memory for a panel is laid out.</param>
    public WinogradPanels(ConvStep step, int output, ArenaLayout arena)
    {
        (_step, _output) = (step, output);
        Width = Gemm.PanelWidth(Simd.Covering(step.Geometry.Filters));
        Plane = AlignedFloats.Pitch(step.Geometry.Channels * Width);
        _kernel = arena.Scratch(9 * step.Geometry.Channels * Width);
        _packed = arena.Scratch((output + 2) * (output + 2) * Plane);
    }

    /// <summary>Filters of a panel.</summary>
    public int Width { get; }

    /// <summary>From one frequency of a panel to the next.</summary>
    public int Plane { get; }

    /// <summary>Whether a kernel is large enough, and its filters fill whole panels.</summary>
    public static bool Pay(ConvGeometry geometry, WinogradKernel kernel) =>
        (long)kernel.Packed.Length >= Large && geometry.Filters % Gemm.PanelWidth(kernel.Lanes) == 0;

    /// <summary>The frequencies of some filters, a panel or a part of one, packed.</summary>
    public ReadOnlySpan<float> Make(Pass pass, int begin, int end)
    {
        int channels = _step.Geometry.Channels, columns = end - begin;
        Span<float> kernel = pass.Work[_kernel], packed = pass.Work[_packed];
        _step.CopyKernel(begin, end, kernel);
        WinogradTransform.Kernel(_output, kernel, channels * columns, channels, columns, packed, Plane, first: 0, channels);
        return packed;
    }
}
