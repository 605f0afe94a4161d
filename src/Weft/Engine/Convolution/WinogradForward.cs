using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Winograd's convolution: a product per frequency instead of one per tap. A pooling that is taken in finds the outputs in strips of scratch memory.</summary>
internal sealed class WinogradForward : ConvForward
{
    private readonly WinogradLayout _layout;
    private readonly WinogradKernel _kernel;
    private readonly WinogradPanels? _panels;

    public WinogradForward(ConvStep step, WinogradLayout layout, PlanMemory memory)
        : base(step)
    {
        _layout = layout;
        _kernel = new WinogradKernel(step, layout.Tiles.Output, transposed: false);
        _panels = memory.HasGradients || !WinogradPanels.Pay(step.Geometry, _kernel) ? null : new WinogradPanels(step, layout.Tiles.Output, memory.Arena);
    }

    public override bool CanWait => _panels is not null;

    public override bool ReadsWindows => false;

    public override int PackParts => _kernel.Parts;

    public override void Pack(int part) => _kernel.Pack(part);

    public override void Run(Pass pass)
    {
        (Part byFilters, Part byTiles) = Divide(pass.Part);
        (int Begin, int End) filters = byFilters.Of(Geometry.Filters, Gemm.PanelWidth(_kernel.Lanes));
        (int begin, int end) = byTiles.Of(pass.Count * _layout.Tiles.PerSample, _layout.Tiles.StripTiles);
        for (int first = begin, count; first < end && filters.Begin < filters.End; first += count)
        {
            count = Math.Min(_layout.Chunk - (first % _layout.Chunk), end - first);
            Convolve(pass, first, count, filters);
            Finish(pass, first, count, filters);
        }
    }

    // Threads with filters of their own read fewer weights each, but all of them transform all inputs: best where tiles are fewer than filters.
    private (Part Filters, Part Tiles) Divide(Part part)
    {
        int strips = _layout.Tiles.PerSample / _layout.Tiles.StripTiles, parts = 1;
        if (_layout.Tiles.PerSample < Geometry.Filters || strips < part.Count)
        {
            parts = Math.Min(part.Count, Geometry.Filters / Gemm.PanelWidth(_kernel.Lanes));
            while (parts > 1 && part.Count % parts != 0)
            {
                parts--;
            }
        }

        parts = Math.Max(parts, 1);
        return (new Part(part.Index % parts, parts), new Part(part.Index / parts, part.Count / parts));
    }

    private void Convolve(Pass pass, int first, int count, (int Begin, int End) filters)
    {
        Span<float> input = pass.Work[_layout.Input], output = pass.Work[_layout.Output];
        _layout.TransformInput(pass, first, count, input, _layout.InputPlane);
        if (_panels is null || _kernel.IsPacked)
        {
            Multiply(input, _kernel.Packed[(filters.Begin * Geometry.Channels)..], _kernel.Plane, output, count, filters);
            return;
        }

        for (int begin = filters.Begin, end; begin < filters.End; begin = end)
        {
            end = Math.Min(begin + _panels.Width, filters.End);
            Multiply(input, _panels.Make(pass, begin, end), _panels.Plane, output, count, (begin, end));
        }
    }

    private void Multiply(ReadOnlySpan<float> input, ReadOnlySpan<float> kernel, int plane, Span<float> output, int count, (int Begin, int End) filters) => Gemm.Multiply(
        _kernel.Lanes, new Gemm.Planes(_layout.Tiles.Frequencies, _layout.InputPlane, plane, _layout.OutputPlane), input, _layout.ChannelRows.AsSpan(0, count), _layout.ChannelTaps,
        kernel, [], output[filters.Begin..], _layout.FilterRows.AsSpan(0, count), filters.End - filters.Begin, GemmOutput.Store);

    private void Finish(Pass pass, int first, int count, (int Begin, int End) filters)
    {
        Span<float> output = pass.Work[_layout.Output], data = pass.Data(Step.Output);
        ReadOnlySpan<TileFrame> frames = _layout.Outputs.AsSpan(first, count);
        if (_layout.Pool is null)
        {
            WinogradTransform.Output(
                _layout.Tiles.Output, output, _layout.OutputPlane, frames, _layout.Tiles.StripPitch, Geometry.Filters, filters, Step.HasBias ? Step.Bias : [], Step.Relu, data, _layout.IsFar);
            return;
        }

        Span<float> strips = pass.Work[_layout.Strips];
        WinogradTransform.Output(
            _layout.Tiles.Output, output, _layout.OutputPlane, frames, _layout.Tiles.StripPitch, Geometry.Filters, filters, [], relu: false, strips, isFar: false);
        Span<byte> winners = Step.Winners(pass);
        PoolWindows.Forward(
            strips[filters.Begin..], _layout.Tiles.Cells(_layout.Pool, first, count), filters.End - filters.Begin, Step.Bias[filters.Begin..], Step.Relu, data[filters.Begin..],
            winners.IsEmpty ? winners : winners[filters.Begin..]);
    }
}
