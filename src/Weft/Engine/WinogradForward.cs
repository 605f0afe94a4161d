using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Winograd's convolution: a product per frequency instead of one per tap. A pooling that is taken in finds the outputs in strips of scratch memory.</summary>
internal sealed class WinogradForward : ConvForward
{
    private readonly WinogradLayout _layout;
    private readonly WinogradKernel _kernel;

    public WinogradForward(ConvStep step, WinogradLayout layout)
        : base(step)
    {
        _layout = layout;
        _kernel = new WinogradKernel(step, layout.Tiles.Output, transposed: false);
    }

    public override bool ReadsWindows => false;

    public override int PackParts => _kernel.Parts;

    public override void Pack(int part) => _kernel.Pack(part);

    public override void Run(Pass pass)
    {
        int tiles = pass.Count * _layout.Tiles.PerSample;
        for (int first = 0; first < tiles; first += _layout.Chunk)
        {
            int count = Math.Min(_layout.Chunk, tiles - first);
            Convolve(pass, first, count);
            Finish(pass, first, count);
        }
    }

    private void Convolve(Pass pass, int first, int count)
    {
        (int channels, int filters) = (Geometry.Channels, Geometry.Filters);
        Span<float> input = pass.Work[_layout.Input], output = pass.Work[_layout.Output];
        WinogradTransform.Input(_layout.Tiles.Output, pass.Data(Step.Input), _layout.Inputs.AsSpan(first, count), Geometry.Width * channels, channels, input, _layout.InputPlane, _layout.IsFar);
        Gemm.Multiply(
            _kernel.Lanes, new Gemm.Planes(_layout.Tiles.Frequencies, _layout.InputPlane, _kernel.Plane, _layout.OutputPlane), input, _layout.ChannelRows.AsSpan(0, count), _layout.ChannelTaps, _kernel.Packed, [],
            output, _layout.FilterRows.AsSpan(0, count), filters, GemmOutput.Store);
    }

    private void Finish(Pass pass, int first, int count)
    {
        int filters = Geometry.Filters;
        Span<float> output = pass.Work[_layout.Output], data = pass.Data(Step.Output);
        ReadOnlySpan<TileFrame> frames = _layout.Outputs.AsSpan(first, count);
        if (_layout.Pool is null)
        {
            WinogradTransform.Output(_layout.Tiles.Output, output, _layout.OutputPlane, frames, _layout.Tiles.StripPitch, filters, Step.Bias, Step.Relu, data, _layout.IsFar);
            return;
        }

        Span<float> strips = pass.Work[_layout.Strips];
        WinogradTransform.Output(_layout.Tiles.Output, output, _layout.OutputPlane, frames, _layout.Tiles.StripPitch, filters, [], relu: false, strips, isFar: false);
        PoolWindows.Forward(strips, _layout.Tiles.Cells(_layout.Pool, first, count), filters, Step.Bias, Step.Relu, data, Step.Winners(pass));
    }
}
