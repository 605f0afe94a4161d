using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

using Weft.Engine;
using Weft.Kernels;

using Job = BenchmarkDotNet.Jobs.Job;

namespace Weft.Bench;

/// <summary>The two products that nearly all time goes into, alone and on one thread, at sizes that the benchmark's networks give them.</summary>
/// <remarks>In this process, for the kernels are internal. Public and not sealed, for BenchmarkDotNet derives from it.</remarks>
public class KernelBenchmarks
{
    private AlignedFloats _a = new(0);
    private AlignedFloats _b = new(0);
    private AlignedFloats _c = new(0);
    private AlignedFloats _gradient = new(0);
    private int[] _rows = [];
    private int[] _outputs = [];
    private int[] _taps = [];
    private float[] _bias = [];
    private Lanes _lanes;

    /// <summary>Rows, depth and columns of the product.</summary>
    [Params("8x784x512", "72x576x64", "200x32x64", "968x288x64")]
    public string Size { get; set; } = "";

    /// <summary>Runs all of them; results go where BenchmarkDotNet puts them.</summary>
    public static void Run() => BenchmarkRunner.Run<KernelBenchmarks>(
        DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)));

    [GlobalSetup]
    public void Prepare()
    {
        int[] sizes = [.. Size.Split('x').Select(int.Parse)];
        (int rows, int depth, int columns) = (sizes[0], sizes[1], sizes[2]);
        _lanes = Simd.For(columns);
        _a = Random(rows * depth);
        _b = Random(Gemm.PackedSize(_lanes, depth, columns));
        _c = Random(rows * columns);
        _gradient = new AlignedFloats(depth * columns);
        (_rows, _outputs, _taps) = (Tables.Multiples(rows, depth), Tables.Multiples(rows, columns), Tables.Multiples(depth, 1));
        _bias = new float[Gemm.PaddedWidth(_lanes, columns)];
    }

    /// <summary>C = A B + bias, with ReLU.</summary>
    [Benchmark]
    public void Product() => Gemm.Multiply(_lanes, _a.Span, _rows, _taps, _b.Span, _bias, _c.Span, _outputs, _outputs[1], GemmOutput.Relu);

    /// <summary>dB = A^T dC.</summary>
    [Benchmark]
    public void TransposedProduct() => GemmTransposed.Multiply(_lanes, _a.Span, _rows, _taps, _c.Span, _outputs[1], _gradient.Span, _outputs[1], _outputs[1], accumulate: false);

    private static AlignedFloats Random(int length)
    {
        AlignedFloats values = new(length);
        Random random = new(0);
        foreach (ref float value in values.Span)
        {
            value = random.NextSingle() - 0.5f;
        }

        return values;
    }
}
