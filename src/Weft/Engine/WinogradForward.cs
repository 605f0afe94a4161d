using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Winograd's convolution: a product per frequency instead of one per tap. A pooling that is taken in finds the outputs in strips of scratch memory.</summary>
internal sealed class WinogradForward : ConvForward
{
    private readonly WinogradTiles _tiles;
    private readonly WinogradKernel _kernel;
    private readonly int _chunk;
    private readonly bool _isFar;
    private readonly TileFrame[] _inputs;
    private readonly TileFrame[] _outputs;
    private readonly PoolTables? _pool;
    private readonly int[] _channelRows;
    private readonly int[] _filterRows;
    private readonly int[] _taps;
    private readonly Slab _input;
    private readonly Slab _output;
    private readonly Slab _strips;

    public WinogradForward(ConvStep step, int output, PlanMemory memory)
        : base(step)
    {
        _tiles = new WinogradTiles(Geometry, step.Pool, output);
        _kernel = new WinogradKernel(step, output, transposed: false);
        _chunk = _tiles.Chunk(memory.Group);
        _isFar = memory.IsFar;
        _inputs = _tiles.Inputs(memory.Group);
        _outputs = _tiles.Outputs(memory.Group);
        _pool = _tiles.Tables(memory.Group);
        _channelRows = Tables.Multiples(_chunk, Geometry.Channels);
        _filterRows = Tables.Multiples(_chunk, Geometry.Filters);
        _taps = Tables.Multiples(Geometry.Channels, 1);
        _input = memory.Arena.Scratch(_tiles.Frequencies * InputPlane);
        _output = memory.Arena.Scratch(_tiles.Frequencies * OutputPlane);
        _strips = _pool is null ? default : memory.Arena.Scratch(_tiles.StripFloats(memory.Group));
    }

    private int InputPlane => AlignedFloats.Pitch(_chunk * Geometry.Channels);

    private int OutputPlane => AlignedFloats.Pitch(_chunk * Geometry.Filters);

    public override bool ReadsWindows => false;

    public override int PackParts => _kernel.Parts;

    public override void Pack(int part) => _kernel.Pack(part);

    public override void Run(Pass pass)
    {
        int tiles = pass.Count * _tiles.PerSample;
        for (int first = 0; first < tiles; first += _chunk)
        {
            int count = Math.Min(_chunk, tiles - first);
            Convolve(pass, first, count);
            Finish(pass, first, count);
        }
    }

    private void Convolve(Pass pass, int first, int count)
    {
        (int channels, int filters) = (Geometry.Channels, Geometry.Filters);
        Span<float> input = pass.Work[_input], output = pass.Work[_output];
        WinogradTransform.Input(_tiles.Output, pass.Data(Step.Input), _inputs.AsSpan(first, count), Geometry.Width * channels, channels, input, InputPlane, _isFar);
        Gemm.Multiply(
            _kernel.Lanes, new Gemm.Planes(_tiles.Frequencies, InputPlane, _kernel.Plane, OutputPlane), input, _channelRows.AsSpan(0, count), _taps, _kernel.Packed, [],
            output, _filterRows.AsSpan(0, count), filters, GemmOutput.Store);
    }

    private void Finish(Pass pass, int first, int count)
    {
        int filters = Geometry.Filters;
        Span<float> output = pass.Work[_output], data = pass.Data(Step.Output);
        ReadOnlySpan<TileFrame> frames = _outputs.AsSpan(first, count);
        if (_pool is null)
        {
            WinogradTransform.Output(_tiles.Output, output, OutputPlane, frames, _tiles.StripPitch, filters, Step.Bias, Step.Relu, data, _isFar);
            return;
        }

        Span<float> strips = pass.Work[_strips];
        WinogradTransform.Output(_tiles.Output, output, OutputPlane, frames, _tiles.StripPitch, filters, [], relu: false, strips, isFar: false);
        PoolWindows.Forward(strips, _tiles.Cells(_pool, first, count), filters, Step.Bias, Step.Relu, data, Step.Winners(pass));
    }
}
