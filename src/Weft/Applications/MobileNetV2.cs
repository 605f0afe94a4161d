using Weft.Layers;

namespace Weft.Applications;

/// <summary>MobileNetV2: blocks that are narrow at their ends and wide in the middle, with a shortcut between the ends. 3.5 million weights. Pixels go from -1 to 1.</summary>
/// <remarks>Sandler et al. 2018, table 2.</remarks>
public sealed record MobileNetV2 : Application
{
    // How much wider a block is in its middle, filters at its end, how many such blocks, and strides of the first.
    private static readonly (int Expansion, int Filters, int Repeats, int Strides)[] s_stages =
    [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ];

    /// <summary>What all numbers of filters are multiplied by; 1 by default. The last layer has 1280 at least.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public double Alpha { get; init => field = Guard.Positive(value, nameof(MobileNetV2)); } = 1;

    /// <inheritdoc/>
    public override int DefaultSize => 224;

    private protected override string ModelName(Shape input) => FormattableString.Invariant($"mobilenetv2_{Alpha:0.00}_{input[0]}");

    private protected override Node Features(Node input, int seed)
    {
        Node x = input.Then(
            new Conv2D(Channels.NearestEight(32 * Alpha), 3, strides: 2, padding: Padding.Same, useBias: false) { Name = "Conv1" },
            Normalization("bn_Conv1"),
            new ReLU(6) { Name = "Conv1_relu" });
        int block = 0;
        foreach ((int expansion, int filters, int repeats, int strides) in s_stages)
        {
            for (int i = 0; i < repeats; i++)
            {
                string prefix = block == 0 ? "expanded_conv" : $"block_{block}";
                x = Block(x, expansion, Channels.NearestEight((int)(filters * Alpha)), i == 0 ? strides : 1, prefix);
                block++;
            }
        }

        return x.Then(
            new Conv2D(Channels.NearestEight(1280 * Math.Max(1, Alpha)), 1, useBias: false) { Name = "Conv_1" },
            Normalization("Conv_1_bn"),
            new ReLU(6) { Name = "out_relu" });
    }

    private protected override Node Top(Node features, int classes, Activation activation) =>
        features.Then(new GlobalAveragePooling2D(), new Dense(classes, activation) { Name = "predictions" });

    private protected override Node Pool(Node features, GlobalPooling2D? pooling) => pooling is null ? features : features.Then(pooling);

    private static Node Block(Node input, int expansion, int filters, int strides, string prefix)
    {
        Node x = input;
        int channels = input.Shape[2];
        if (expansion != 1)
        {
            x = x.Then(
                new Conv2D(channels * expansion, 1, padding: Padding.Same, useBias: false) { Name = $"{prefix}_expand" },
                Normalization($"{prefix}_expand_BN"),
                new ReLU(6) { Name = $"{prefix}_expand_relu" });
        }

        if (strides == 2)
        {
            x = x.Then(StridedPadding.Before(x.Shape, 3, $"{prefix}_pad"));
        }

        x = x.Then(
            new DepthwiseConv2D(3, strides: strides, padding: strides == 2 ? Padding.Valid : Padding.Same, useBias: false) { Name = $"{prefix}_depthwise" },
            Normalization($"{prefix}_depthwise_BN"),
            new ReLU(6) { Name = $"{prefix}_depthwise_relu" },
            new Conv2D(filters, 1, padding: Padding.Same, useBias: false) { Name = $"{prefix}_project" },
            Normalization($"{prefix}_project_BN"));
        return channels == filters && strides == 1 ? new Add { Name = $"{prefix}_add" }.Call(input, x) : x;
    }

    private static BatchNormalization Normalization(string name) => new(momentum: 0.999) { Name = name };
}
