using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Resize and Upsample, of any axes: with a layer of Keras' where that does the same, otherwise by a matrix for each
/// axis.</summary>
internal static class Resizes
{
    public static IReadOnlyList<Item> Upsample(Site site)
    {
        Value x = site.Value(0);
        float[] scales = site.Node.Find("scales") is { } given ? [.. given.Floats]
            : site.Has(1) ? site.Constant(1).ToFloats() : [1, 1, site.Node.Float("height_scale", 1), site.Node.Float("width_scale", 1)];
        string mode = site.Node.Text("mode", "nearest");
        return [Run(site, x, scales, null, new ResizeRule(mode == "bilinear" ? "linear" : mode, "asymmetric", "floor", -0.75f, false))];
    }

    public static IReadOnlyList<Item> Resize(Site site)
    {
        Value x = site.Value(0);
        OnnxNode node = site.Node;
        int shift = node.Opset < 11 ? 0 : 1;
        OnnxTensor? scales = site.Optional(1 + shift) is { Count: > 0 } some ? some : null;
        OnnxTensor? sizes = node.Opset < 11 ? null : site.Optional(3);
        site.Require(node.Int("antialias", 0) == 0, "no antialias", "antialias = 1");
        site.Require(sizes is null || node.Text("keep_aspect_ratio_policy", "stretch") == "stretch", "sizes that stretch",
            node.Text("keep_aspect_ratio_policy", ""));
        string where = node.Opset < 11 ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");
        site.Require(where is "asymmetric" or "half_pixel" or "pytorch_half_pixel" or "align_corners" or "half_pixel_symmetric"
            or "tf_half_pixel_for_nn",
            "coordinates by half_pixel, asymmetric or align_corners", where);
        string mode = node.Text("mode", "nearest");
        ResizeRule rule = new(mode, where, node.Opset < 11 ? "floor" : node.Text("nearest_mode", "round_prefer_floor"),
            node.Float("cubic_coeff_a", -0.75f), node.Int("exclude_outside", 0) != 0);
        int[]? axes = node.Ints("axes")?.Select(x.Axis).ToArray();
        float[]? factors = scales is null ? null : OnAll(scales.ToFloats(), 1f);
        long[]? extents = sizes is null || scales is not null ? null : OnAll(sizes.ToIntegers(), 0L);
        site.Require(factors is not null || extents is not null, "scales or sizes", "neither");
        return [Run(site, x, factors, extents, rule)];

        T[] OnAll<T>(T[] given, T otherwise) => axes is null ? given
            : [.. Enumerable.Range(0, x.Rank).Select(axis => Array.IndexOf(axes, axis) is >= 0 and int at ? given[at] : otherwise)];
    }

    private static Value Run(Site site, Value x, float[]? scales, long[]? sizes, ResizeRule rule)
    {
        site.Require((scales?.Length ?? sizes!.Length) == x.Rank, $"a scale for each of {x.Rank} axes",
            $"{scales?.Length ?? sizes!.Length}");
        site.Require(rule.Mode is "nearest" or "linear" or "cubic", "mode nearest, linear or cubic", rule.Mode);
        int[] dims = x.Dims;
        List<(int Axis, int Extent, float Scale)> changed = [];
        for (int axis = 0; axis < x.Rank; axis++)
        {
            double extent = scales is not null ? Math.Floor(dims[axis] * (double)scales[axis]) : sizes![axis] == 0 ? dims[axis]
                : sizes[axis];
            float scale = scales?[axis] ?? (float)(extent / dims[axis]);
            bool stays = x.Axes[axis].Contains(x.Batch) ? Math.Abs(scale - 1) < 1e-6f : extent == dims[axis]
                && (scale == 1 || sizes is not null);
            site.Require(stays || (!x.Axes[axis].Contains(x.Batch) && extent is > 0 and < 1 << 16),
                "axes of each sample and sizes that are not large", $"{extent} along axis {axis}");
            if (!stays)
            {
                changed.Add((axis, (int)extent, scale));
            }
        }

        return Layered(site, x, changed, rule) ?? changed.Aggregate(x, (values, one) =>
            Multiplied(site, values, one.Axis, one.Extent, rule.Weights(dims[one.Axis], one.Extent, one.Scale)));
    }

    // What Keras has as a layer.
    private static Value? Layered(Site site, Value x, List<(int Axis, int Extent, float Scale)> changed, ResizeRule rule)
    {
        if (x.Rank != 4 || x.BatchAxis != 0 || changed.Count == 0 || !changed.TrueForAll(one => one.Axis >= 2))
        {
            return null;
        }

        Image image = Image.Of(site, x);
        (int height, int width) = (image.Size.Height, image.Size.Width);
        (int rows, int columns) = (Extent(2, height), Extent(3, width));
        bool repeats = rule.Mode == "nearest" && rows % height == 0 && columns % width == 0
            && changed.TrueForAll(one => IsRepeating(rule.Weights(one.Axis == 2 ? height : width, one.Extent, one.Scale),
                one.Extent / (one.Axis == 2 ? height : width)));
        bool isKeras = rule.Mode == "linear" && (rule.Where == "half_pixel"
            || (rule.Where == "pytorch_half_pixel" && rows > 1 && columns > 1))
            && changed.TrueForAll(one => Math.Abs(one.Scale - (one.Extent / (float)(one.Axis == 2 ? height : width))) < 1e-6f);
        Layer? layer = repeats ? new UpSampling2D(new Size2D(rows / height, columns / width)) : isKeras ? new Resizing(rows, columns)
            : null;
        return layer is null ? null : image.Made(site.Network.Call(layer, image.Node), x.IsNotNegative, keepsChannels: true);

        int Extent(int axis, int otherwise) => changed.Find(one => one.Axis == axis) is { Extent: > 0 } found ? found.Extent : otherwise;
    }

    private static bool IsRepeating(float[,] weights, int times)
    {
        for (int to = 0; to < weights.GetLength(1); to++)
        {
            if (weights[to / times, to] != 1)
            {
                return false;
            }
        }

        return true;
    }

    // The axis comes last and is multiplied.
    private static Value Multiplied(Site site, Value x, int axis, int extent, float[,] weights)
    {
        ConvolutionLimits.Require(weights.LongLength);
        x = site.Arrangement.Joined(x, axis);
        Factor[] own = x.Axes[axis], others = [.. x.Memory.Except(own)];
        Node last = site.Arrangement.Lay(x, [.. others, .. own], [Factor.Product(others), weights.GetLength(0)]);
        Tensor matrix = new([weights.GetLength(0), extent], [.. weights.Cast<float>()]);
        Node made = site.Network.Call(new Dense(extent, useBias: false) { Trainable = false }, [matrix], last);
        Factor[] grown = Factor.Axis(extent);
        Factor[][] axes = [.. x.Axes];
        axes[axis] = grown;
        return new Value(made, axes, [.. others, .. grown], x.Batch);
    }
}
