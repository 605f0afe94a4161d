using Weft.Initializers;
using Weft.Layers;

namespace Weft.Applications;

/// <summary>
/// EfficientNet: MobileNetV2's blocks with a gate on their channels, made wider, deeper and for larger pictures all at once. It takes
/// pixels as they are, 0 to 255.
/// </summary>
/// <remarks>
/// Tan and Le 2019, table 1. Before the first convolution, pixels are divided by 255 and normalised by means and variances that are
/// weights.
/// </remarks>
public abstract record EfficientNet : Application
{
    // How much wider a block is in its middle, filters at its end, the depthwise window, how many such blocks, and strides of the first.
    private static readonly (int Expansion, int Filters, int Kernel, int Repeats, int Strides)[] s_stages =
    [
        (1, 16, 3, 1, 1),
        (6, 24, 3, 2, 2),
        (6, 40, 5, 2, 2),
        (6, 80, 3, 3, 2),
        (6, 112, 5, 3, 1),
        (6, 192, 5, 4, 2),
        (6, 320, 3, 1, 1),
    ];

    private static readonly double[] s_deviations = [0.229, 0.224, 0.225];

    private readonly (double Width, double Depth) _scale;

    private protected EfficientNet(double width, double depth, int size, double dropout)
    {
        _scale = (width, depth);
        (DefaultSize, Dropout) = (size, dropout);
    }

    /// <inheritdoc/>
    public override int DefaultSize { get; }

    /// <summary>The rate of the dropout before the classes; by default as published: 0.2 for B0 to 0.5 for B7. 0 is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Dropout { get; init => field = Guard.Fraction(value, nameof(EfficientNet)); }

    /// <summary>
    /// The part of the samples for which training leaves out the last block; those before it have less, in proportion to their place. 0.2
    /// by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double DropConnect { get; init => field = Guard.Fraction(value, nameof(EfficientNet)); } = 0.2;

    /// <summary>
    /// Whether pixels are divided by the roots of ImageNet's deviations, (0.229, 0.224, 0.225), behind the normalisation, as Keras does with
    /// <c>weights="imagenet"</c>: the variances in its published files are these deviations, and not their squares. False by default.
    /// </summary>
    public bool ImageNetScaling { get; init; }

    private protected override Node Features(Node input, int seed)
    {
        Node x = input.Then(new Rescaling(1 / 255.0), new Normalization());
        x = ImageNetScaling ? x.Then(new Rescaling([.. s_deviations.Select(deviation => 1 / Math.Sqrt(deviation))])) : x;
        x = x.Then(
            StridedPadding.Before(x.Shape, 3, "stem_conv_pad"),
            EfficientBlock.Convolution(Filters(32), 3, 2, Padding.Valid, "stem_conv"),
            new BatchNormalization { Name = "stem_bn" },
            EfficientBlock.Swish("stem_activation"));

        int block = 0, blocks = s_stages.Sum(stage => Repeats(stage.Repeats));
        for (int stage = 0; stage < s_stages.Length; stage++)
        {
            (int expansion, int filters, int kernel, int repeats, int strides) = s_stages[stage];
            for (int i = 0; i < Repeats(repeats); i++)
            {
                string prefix = $"block{stage + 1}{(char)('a' + i)}";
                x = Block(x, expansion, Filters(filters), kernel, i == 0 ? strides : 1, DropConnect * block / blocks, prefix);
                block++;
            }
        }

        return x.Then(
            EfficientBlock.Convolution(Filters(1280), 1, 1, Padding.Same, "top_conv"),
            new BatchNormalization { Name = "top_bn" },
            EfficientBlock.Swish("top_activation"));
    }

    private protected override Node Top(Node features, int classes, Activation activation) =>
        EfficientBlock.Top(features, Dropout, classes, activation, new Zeros());

    private static Node Block(Node input, int expansion, int filters, int kernel, int strides, double drop, string prefix)
    {
        int channels = input.Shape[2];
        Node x = expansion == 1 ? input : input.Then(
            EfficientBlock.Convolution(channels * expansion, 1, 1, Padding.Same, $"{prefix}_expand_conv"),
            new BatchNormalization { Name = $"{prefix}_expand_bn" },
            EfficientBlock.Swish($"{prefix}_expand_activation"));
        if (strides == 2)
        {
            x = x.Then(StridedPadding.Before(x.Shape, kernel, $"{prefix}_dwconv_pad"));
        }

        x = x.Then(
            EfficientBlock.Depthwise(kernel, strides, strides == 2 ? Padding.Valid : Padding.Same, $"{prefix}_dwconv"),
            new BatchNormalization { Name = $"{prefix}_bn" },
            EfficientBlock.Swish($"{prefix}_activation"));
        x = EfficientBlock.Gate(x, squeezed: channels / 4, prefix).Then(
            EfficientBlock.Convolution(filters, 1, 1, Padding.Same, $"{prefix}_project_conv"),
            new BatchNormalization { Name = $"{prefix}_project_bn" });
        return strides == 1 && channels == filters ? EfficientBlock.Shortcut(input, x, drop, prefix) : x;
    }

    private int Filters(int filters) => Channels.NearestEight(filters * _scale.Width);

    private int Repeats(int repeats) => (int)Math.Ceiling(repeats * _scale.Depth);
}

/// <summary>EfficientNet-B0, for 224x224: 5.3 million weights.</summary>
public sealed record EfficientNetB0() : EfficientNet(width: 1, depth: 1, size: 224, dropout: 0.2);

/// <summary>EfficientNet-B1, for 240x240: 7.9 million weights.</summary>
public sealed record EfficientNetB1() : EfficientNet(width: 1, depth: 1.1, size: 240, dropout: 0.2);

/// <summary>EfficientNet-B2, for 260x260: 9.2 million weights.</summary>
public sealed record EfficientNetB2() : EfficientNet(width: 1.1, depth: 1.2, size: 260, dropout: 0.3);

/// <summary>EfficientNet-B3, for 300x300: 12.3 million weights.</summary>
public sealed record EfficientNetB3() : EfficientNet(width: 1.2, depth: 1.4, size: 300, dropout: 0.3);

/// <summary>EfficientNet-B4, for 380x380: 19.5 million weights.</summary>
public sealed record EfficientNetB4() : EfficientNet(width: 1.4, depth: 1.8, size: 380, dropout: 0.4);

/// <summary>EfficientNet-B5, for 456x456: 30.6 million weights.</summary>
public sealed record EfficientNetB5() : EfficientNet(width: 1.6, depth: 2.2, size: 456, dropout: 0.4);

/// <summary>EfficientNet-B6, for 528x528: 43.3 million weights.</summary>
public sealed record EfficientNetB6() : EfficientNet(width: 1.8, depth: 2.6, size: 528, dropout: 0.5);

/// <summary>EfficientNet-B7, for 600x600: 66.7 million weights.</summary>
public sealed record EfficientNetB7() : EfficientNet(width: 2, depth: 3.1, size: 600, dropout: 0.5);
