using System.Numerics.Tensors;

using Weft.Layers;

namespace Weft.Engine;

/// <summary>Every output value a copy of an input value, or zero, the same for all samples: padding, cropping, repeating, other orders of axes.</summary>
/// <remarks>What lies side by side in both is copied at a time. The gradient of a value that is copied several times is the sum of theirs.</remarks>
internal sealed class CopyStep : Step
{
    private readonly record struct Piece(int From, int To, int Length);

    private readonly Piece[] _pieces;
    private readonly bool _coversInput;
    private readonly bool _coversOutput;
    private readonly bool _repeats;

    /// <param name="sources">For every run of output values, which run of the input it is; -1 for zeros.</param>
    /// <param name="run">How many values a run has.</param>
    /// <param name="input">What is copied.</param>
    /// <param name="output">Where it goes.</param>
    public CopyStep(IReadOnlyList<int> sources, int run, Value input, Value output)
        : base(input, output)
    {
        List<Piece> pieces = [];
        bool[] used = new bool[input.Size / run];
        for (int i = 0; i < sources.Count; i++)
        {
            if (sources[i] < 0)
            {
                continue;
            }

            _repeats |= used[sources[i]];
            used[sources[i]] = true;
            if (i > 0 && sources[i - 1] >= 0 && sources[i] == sources[i - 1] + 1)
            {
                pieces[^1] = pieces[^1] with { Length = pieces[^1].Length + run };
            }
            else
            {
                pieces.Add(new Piece(sources[i] * run, i * run, run));
            }
        }

        _pieces = [.. pieces];
        _coversInput = Array.TrueForAll(used, one => one);
        _coversOutput = sources.All(source => source >= 0);
    }

    /// <summary>An image with zeros around it.</summary>
    public static int[] Padded(ZeroPadding2D layer, Shape input, Shape output) => Grid(output, (y, x) => Inside(y - layer.Top, x - layer.Left, input));

    /// <summary>An image without its borders.</summary>
    public static int[] Cropped(Cropping2D layer, Shape input, Shape output) => Grid(output, (y, x) => Inside(y + layer.Top, x + layer.Left, input));

    /// <summary>An image whose pixels are repeated.</summary>
    public static int[] Enlarged(Size2D by, Shape input, Shape output) => Grid(output, (y, x) => Inside(y / by.Height, x / by.Width, input));

    /// <summary>A sample with its axes in another order; the last ones that keep their places are the run.</summary>
    public static (int[] Sources, int Run) Permuted(IReadOnlyList<int> dims, Shape input)
    {
        int kept = input.Rank;
        int run = 1;
        while (kept > 0 && dims[kept - 1] == kept)
        {
            run *= input[--kept];
        }

        int[] strides = new int[kept];
        for (int axis = kept - 1, stride = 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= input[axis];
        }

        int[] sources = [0];
        for (int place = 0; place < kept; place++)
        {
            (int extent, int stride) = (input[dims[place] - 1], strides[dims[place] - 1]);
            sources = [.. sources.SelectMany(source => Enumerable.Range(0, extent).Select(i => source + (i * stride)))];
        }

        return (sources, run);
    }

    public override void Forward(Pass pass)
    {
        Span<float> y = pass.Data(Output);
        if (!_coversOutput)
        {
            y.Clear();
        }

        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> from = pass.Data(Input).Slice(i * Input.Size, Input.Size);
            Span<float> to = y.Slice(i * Output.Size, Output.Size);
            foreach (Piece piece in _pieces)
            {
                from.Slice(piece.From, piece.Length).CopyTo(to[piece.To..]);
            }
        }
    }

    public override void Backward(Pass pass)
    {
        if (!Input.HasGradient)
        {
            return;
        }

        Span<float> dx = pass.Gradient(Input);
        if (_repeats || !_coversInput)
        {
            dx.Clear();
        }

        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> from = pass.Gradient(Output).Slice(i * Output.Size, Output.Size);
            Span<float> to = dx.Slice(i * Input.Size, Input.Size);
            foreach (Piece piece in _pieces)
            {
                Span<float> target = to.Slice(piece.From, piece.Length);
                ReadOnlySpan<float> gradient = from.Slice(piece.To, piece.Length);
                if (_repeats)
                {
                    TensorPrimitives.Add(target, gradient, target);
                }
                else
                {
                    gradient.CopyTo(target);
                }
            }
        }
    }

    private static int Inside(int y, int x, Shape image) => y >= 0 && y < image[0] && x >= 0 && x < image[1] ? (y * image[1]) + x : -1;

    private static int[] Grid(Shape image, Func<int, int, int> pixel)
    {
        int[] sources = new int[image[0] * image[1]];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = pixel(i / image[1], i % image[1]);
        }

        return sources;
    }
}
