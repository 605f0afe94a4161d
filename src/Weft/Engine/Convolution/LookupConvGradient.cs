using Weft.Kernels;

namespace Weft.Engine;

/// <summary>The weight gradient of a convolution of few channels behind a max pooling: every filter looks up what its winning window holds.</summary>
internal sealed class LookupConvGradient : ConvGradient
{
    private readonly Lanes _lanes;
    private readonly int[] _runs;

    public LookupConvGradient(ConvStep step)
        : base(step, weights: true, input: false)
    {
        _lanes = Simd.Covering(Geometry.Filters);
        _runs = new int[Geometry.RunCount];
        for (int run = 0; run < _runs.Length; run++)
        {
            _runs[run] = Geometry.RunOffset(run);
        }
    }

    /// <summary>Whether it applies.</summary>
    public static bool Fits(ConvGeometry geometry, ConvPool? pool) =>
        pool is not null && geometry.Groups == 1 && PoolLookup.Fits(Simd.Covering(geometry.Filters), pool.Window, geometry.Corner(0, 1));

    protected override void Run(Pass pass, ReadOnlySpan<float> gradient, Span<float> kernel, Span<float> input)
    {
        PoolLookup.Windows windows = new(
            Step.PaddedInput(pass), Step.Corners[..(gradient.Length / Geometry.Filters * Step.Pool!.Area)], Step.Pool.Area, _runs, Geometry.RunLength)
        {
            Window = Step.Pool.Window,
            Step = Geometry.Corner(0, 1),
            RowStep = Geometry.Corner(1, 0),
        };
        PoolLookup.Sum(_lanes, windows, gradient, Step.Winners(pass), Geometry.Filters, kernel, pass.Accumulate);
    }
}
