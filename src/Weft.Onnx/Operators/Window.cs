using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Where a window goes along one axis.</summary>
/// <param name="Input">Places there are.</param>
/// <param name="Taps">Taps of the window.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="Dilation">From one tap to the next.</param>
/// <param name="Before">Places before the first that the first window begins.</param>
/// <param name="After">Places behind the last that count as padding.</param>
/// <param name="Output">How many windows there are.</param>
internal readonly record struct Window(int Input, int Taps, int Stride, int Dilation, int Before, int After, int Output)
{
    /// <summary>From a window's first tap to its last, both counted.</summary>
    public int Reach => checked(((Taps - 1) * Dilation) + 1);

    /// <summary>Places behind the last that the last window reaches; negative where it ends before.</summary>
    public int Behind => checked(((Output - 1) * Stride) + Reach - Input - Before);

    /// <summary>Whether a window looks beyond the image.</summary>
    public bool Pads => Before > 0 || Behind > 0;

    /// <summary>Whether Keras' padding "same" puts the windows at these places.</summary>
    public bool IsSame => Output == (Input + Stride - 1) / Stride && Before == Math.Max(((Output - 1) * Stride) + Reach - Input, 0) / 2;

    /// <summary>The windows of both axes of an image, by the node's attributes.</summary>
    /// <exception cref="ModelFileException">They do not fit the image.</exception>
    public static (Window Rows, Window Columns) Of(Site site, Image image, IReadOnlyList<int> kernel)
    {
        OnnxNode node = site.Node;
        int axes = image.IsFlat ? 1 : 2;
        site.Require(kernel.Count == axes, $"a window of {axes} axes", $"{kernel.Count}");
        int[] strides = Each("strides", 1), dilations = Each("dilations", 1);
        long[] pads = node.Ints("pads") ?? new long[2 * axes];
        site.Require(pads.Length == 2 * axes && pads.All(pad => pad is >= 0 and < 1 << 20), $"{2 * axes} paddings of at least 0",
            $"[{string.Join(", ", pads)}]");
        string rule = node.Text("auto_pad", "NOTSET");
        bool isCeil = node.Int("ceil_mode", 0) != 0;
        Window columns = One(axes - 1, image.Size.Width);
        return (axes == 1 ? new Window(1, 1, 1, 1, 0, 0, 1) : One(0, image.Size.Height), columns);

        Window One(int axis, int input) =>
            Placed(site, rule, isCeil, new Window(input, kernel[axis], strides[axis], dilations[axis], (int)pads[axis],
                (int)pads[axis + axes], 0));

        int[] Each(string name, int otherwise)
        {
            long[] given = node.Ints(name) ?? [.. Enumerable.Repeat((long)otherwise, axes)];
            site.Require(given.Length == axes && given.All(number => number is > 0 and < 1 << 20), $"{axes} positive {name}",
                $"[{string.Join(", ", given)}]");
            return [.. given.Select(number => (int)number)];
        }
    }

    private static Window Placed(Site site, string rule, bool isCeil, Window window)
    {
        (int input, int stride, int reach) = (window.Input, window.Stride, window.Reach);
        if (rule is "SAME_UPPER" or "SAME_LOWER")
        {
            int output = (input + stride - 1) / stride, total = Math.Max(((output - 1) * stride) + reach - input, 0);
            int before = rule == "SAME_UPPER" ? total / 2 : total - (total / 2);
            return window with { Before = before, After = total - before, Output = output };
        }

        site.Require(rule is "NOTSET" or "VALID" or "", "auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER", rule);
        if (rule == "VALID")
        {
            window = window with { Before = 0, After = 0 };
        }

        int room = input + window.Before + window.After - reach;
        site.Require(room >= 0, $"a window of at most {input + window.Before + window.After}", $"{reach}");
        int count = ((isCeil ? room + stride - 1 : room) / stride) + 1;

        // A window that begins behind the image sees nothing.
        return window with { Output = isCeil && (count - 1) * stride >= input + window.Before ? count - 1 : count };
    }
}
