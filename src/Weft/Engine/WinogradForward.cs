using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Winograd's convolution: a product per frequency instead of one per tap. With a pooling taken in, a tile is a pooling cell.</summary>
internal sealed class WinogradForward : ConvForward
{
    private readonly WinogradTiles _tiles;
    private readonly WinogradKernel _kernel;
    private readonly int _chunk;
    private readonly int[] _corners;
    private readonly int[] _positions;
    private readonly int[] _channelRows;
    private readonly int[] _filterRows;
    private readonly int[] _taps;
    private readonly Slab _input;
    private readonly Slab _output;
    private readonly Slab _rows;

    public WinogradForward(ConvStep step, int output, PlanMemory memory)
        : base(step)
    {
        _tiles = new WinogradTiles(Geometry, step.Pool, output);
        _kernel = new WinogradKernel(step, output, transposed: false);
        _chunk = _tiles.Chunk(memory.Group);
        _corners = _tiles.Corners(memory.Group);
        _positions = step.Pool is null ? _tiles.Positions(memory.Group) : [];
        _channelRows = Tables.Multiples(_chunk, Geometry.Channels);
        _filterRows = Tables.Multiples(_chunk, Geometry.Filters);
        _taps = Tables.Multiples(Geometry.Channels, 1);
        _input = memory.Arena.Floats(_tiles.Frequencies * _chunk * Geometry.Channels);
        _output = memory.Arena.Floats(_tiles.Frequencies * _chunk * Geometry.Filters);
        _rows = memory.Arena.Floats(output * output * _chunk * Geometry.Filters);
    }

    public override int PackParts => _kernel.Parts;

    public override void Pack(int part) => _kernel.Pack(part);

    public override void Run(Pass pass)
    {
        int tiles = pass.Count * _tiles.PerSample;
        for (int first = 0; first < tiles; first += _chunk)
        {
            int count = Math.Min(_chunk, tiles - first);
            Convolve(pass, first, count);
            if (Step.Pool is { } pool)
            {
                PoolCells(pass, pool, first, count);
            }
            else
            {
                PutRows(pass, first, count);
            }
        }
    }

    private void Convolve(Pass pass, int first, int count)
    {
        (int channels, int filters) = (Geometry.Channels, Geometry.Filters);
        Span<float> input = pass.Work[_input], output = pass.Work[_output];
        WinogradTransform.Input(_tiles.Output, Step.PaddedInput(pass), _corners.AsSpan(first, count), Geometry.PaddedWidth * channels, channels, input);
        for (int f = 0; f < _tiles.Frequencies; f++)
        {
            Gemm.Multiply(
                _kernel.Lanes, input[(f * count * channels)..], _channelRows.AsSpan(0, count), _taps, _kernel[f], [],
                output[(f * count * filters)..], _filterRows.AsSpan(0, count), filters, GemmOutput.Store);
        }

        WinogradTransform.Inverse(_tiles.Output, output, count, filters, pass.Work[_rows]);
    }

    private void PoolCells(Pass pass, ConvPool pool, int first, int count)
    {
        int filters = Geometry.Filters;
        Span<float> pooled = pass.Data(Step.Output).Slice(first * filters, count * filters);
        Span<byte> winners = pass.Work.Bytes(pool.Winners);
        PoolWindows.Forward(
            Simd.For(filters), pass.Work[_rows][..(count * pool.Area * filters)], pool.Area, filters, pooled, winners.IsEmpty ? [] : winners.Slice(first * filters, count * filters));
        Elementwise.AddBias(pooled, Step.Bias, filters, Step.Relu, pooled);
    }

    private void PutRows(Pass pass, int first, int count)
    {
        int filters = Geometry.Filters;
        int area = _tiles.Output * _tiles.Output;
        Span<float> rows = pass.Work[_rows], output = pass.Data(Step.Output);
        for (int i = 0; i < count * area; i++)
        {
            int position = _positions[(first * area) + i];
            if (position >= 0)
            {
                Elementwise.AddBias(rows.Slice(i * filters, filters), Step.Bias, filters, Step.Relu, output.Slice(position * filters, filters));
            }
        }
    }
}
