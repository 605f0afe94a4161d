using Weft.Layers;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>ConvTranspose: the whole of the windows' sum, and of that what is asked for.</summary>
internal static class TransposedConvolutions
{
    public static IReadOnlyList<Item> Run(Site site)
    {
        Image image = Image.Of(site);
        OnnxTensor kernel = site.Constant(1);
        OnnxTensor? bias = site.Optional(2);
        int groups = (int)site.Node.Int("group", 1);
        site.Require(!image.IsFlat && kernel.Dims.Length == 4 && groups > 0 && kernel.Dims[0] == image.Channels
            && image.Channels % groups == 0,
            $"a kernel for an image of {image.Channels} channels", $"{kernel} in {groups} groups");
        site.Require(bias is null || bias.Count == kernel.Dims[1] * groups, $"a bias of {kernel.Dims[1] * groups} values", $"{bias}");
        Axis rows = Axis.Of(site, 0, image.Size.Height, kernel.Dims[2]), columns = Axis.Of(site, 1, image.Size.Width, kernel.Dims[3]);

        // Keras takes no window that both strides and is dilated: zeros between the taps do the same.
        bool isSpread = (rows.Dilation > 1 || columns.Dilation > 1) && (rows.Stride > 1 || columns.Stride > 1);
        kernel = isSpread ? Convolutions.Spread(kernel, rows.Dilation, columns.Dilation) : kernel;
        int each = image.Channels / groups;
        Node[] parts = new Node[groups];
        for (int group = 0; group < groups; group++)
        {
            Node from = groups == 1 ? image.Node
                : site.Network.Call(new GetItemOperation(default, default, new AxisPart(group * each, (group + 1) * each)), image.Node);
            parts[group] = One(site, from, kernel, bias, group * each, each, group, rows, columns, isSpread);
        }

        Node whole = groups == 1 ? parts[0] : site.Network.Call(new Concatenate(), parts);
        int below = Math.Max(rows.Behind(whole.Shape[0]), 0), right = Math.Max(columns.Behind(whole.Shape[1]), 0);
        Node cut = rows.Before + columns.Before + below + right == 0 ? whole
            : site.Network.Call(new Cropping2D(rows.Before, below, columns.Before, right), whole);
        return [image.Made(cut)];
    }

    private static Node One(Site site, Node from, OnnxTensor kernel, OnnxTensor? bias, int first, int channels, int group, Axis rows,
        Axis columns, bool isSpread)
    {
        int filters = kernel.Dims[1], area = kernel.Dims[2] * kernel.Dims[3];
        Size2D more = new(rows.More(from.Shape[0]), columns.More(from.Shape[1]));
        site.Require(more.Height < rows.Stride && more.Width < columns.Stride, "an output padding below the strides", $"{more}");
        Conv2DTranspose layer = new(filters, new Size2D(kernel.Dims[2], kernel.Dims[3]), strides: new Size2D(rows.Stride, columns.Stride),
            outputPadding: more, useBias: bias is not null)
        {
            DilationRate = isSpread ? 1 : new Size2D(rows.Dilation, columns.Dilation),
        };

        // [channels, filters, rows, columns] to [rows, columns, filters, channels].
        OnnxTensor own = OnnxTensor.Of([channels, filters, kernel.Dims[2], kernel.Dims[3]],
            kernel.ToFloats()[(first * filters * area)..((first + channels) * filters * area)]).Transposed([2, 3, 1, 0]);
        Tensor[] biases = bias is null ? [] : [new Tensor([filters], bias.ToFloats()[(group * filters)..((group + 1) * filters)])];
        return site.Network.Call(layer, [new Tensor(new Shape(own.Dims), own.ToFloats()), .. biases], from);
    }

    /// <summary>One axis of the output.</summary>
    /// <param name="Input">Places of the input.</param>
    /// <param name="Taps">Taps of the window.</param>
    /// <param name="Stride">From one window to the next.</param>
    /// <param name="Dilation">From one tap to the next.</param>
    /// <param name="Before">Places cut off at the beginning.</param>
    /// <param name="Output">Places of the output.</param>
    private sealed record Axis(int Input, int Taps, int Stride, int Dilation, int Before, int Output)
    {
        private int Windows => checked(((Input - 1) * Stride) + ((Taps - 1) * Dilation) + 1);

        /// <summary>Places that the output goes on behind all windows.</summary>
        public int More(int input) => input == Input ? Math.Max(Before + Output - Windows, 0) : 0;

        /// <summary>Places to cut off at the end.</summary>
        public int Behind(int whole) => whole - Before - Output;

        public static Axis Of(Site site, int axis, int input, int taps)
        {
            OnnxNode node = site.Node;
            int stride = Number("strides", 1), dilation = Number("dilations", 1), more = Number("output_padding", 0);
            long[] pads = node.Ints("pads") ?? new long[4];
            string rule = node.Text("auto_pad", "NOTSET");
            site.Require(pads.Length == 4 && pads.All(pad => pad is >= 0 and < 1 << 20) && stride > 0 && dilation > 0,
                "four paddings of at least 0 and positive strides", $"[{string.Join(", ", pads)}]");
            site.Require(rule is "NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER" or "",
                "auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER", rule);
            int windows = checked(((input - 1) * stride) + ((taps - 1) * dilation) + 1), before = (int)pads[axis], output;
            long[]? asked = node.Ints("output_shape");
            if (asked is not null || rule is "SAME_UPPER" or "SAME_LOWER")
            {
                output = asked is null ? checked(input * stride) : checked((int)asked[^(2 - axis)]);
                int total = Math.Max(windows + more - output, 0);
                before = rule == "SAME_UPPER" ? total / 2 : total - (total / 2);
            }
            else
            {
                (before, int after) = rule == "VALID" ? (0, 0) : (before, (int)pads[axis + 2]);
                output = windows + more - before - after;
            }

            site.Require(output > 0, "an output of at least one place", $"{output}");
            return new Axis(input, taps, stride, dilation, before, output);

            int Number(string name, int otherwise)
            {
                long[]? given = node.Ints(name);
                site.Require(given is null || (given.Length == 2 && given.All(number => number is >= 0 and < 1 << 20)), $"two {name}",
                    $"{given?.Length}");
                return (int)(given?[axis] ?? otherwise);
            }
        }
    }
}
