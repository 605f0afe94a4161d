using Weft.Layers;

namespace Weft.Applications;

/// <summary>MobileNet: a depthwise and a 1x1 convolution in the place of each convolution. 4.3 million weights. Pixels go from -1 to 1.</summary>
/// <remarks>Howard et al. 2017, table 1.</remarks>
public sealed record MobileNet : Application
{
    // Filters of the 1x1 convolution and strides of the depthwise one before it.
    private static readonly (int Filters, int Strides)[] s_blocks =
    [
        (64, 1),
        (128, 2), (128, 1),
        (256, 2), (256, 1),
        (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1),
        (1024, 2), (1024, 1),
    ];

    /// <summary>What all numbers of filters are multiplied by; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public double Alpha { get; init => field = Guard.Positive(value, nameof(MobileNet)); } = 1;

    /// <summary>Output channels of a depthwise convolution per input channel; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public int DepthMultiplier { get; init => field = Guard.Positive(value, nameof(MobileNet)); } = 1;

    /// <summary>The rate of the dropout before the classes; 0.001 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Dropout { get; init => field = Guard.Fraction(value, nameof(MobileNet)); } = 1e-3;

    /// <inheritdoc/>
    public override int DefaultSize => 224;

    private protected override string ModelName(Shape input) => FormattableString.Invariant($"mobilenet_{Alpha:0.00}_{input[0]}");

    private protected override Node Features(Node input, int seed)
    {
        Node x = input.Then(Normalized(new Conv2D(Filters(32), 3, strides: 2, padding: Padding.Same, useBias: false) { Name = "conv1" }));
        foreach (((int filters, int strides), int i) in s_blocks.Select((block, i) => (block, i + 1)))
        {
            if (strides == 2)
            {
                x = x.Then(new ZeroPadding2D(0, 1, 0, 1) { Name = $"conv_pad_{i}" });
            }

            Padding padding = strides == 2 ? Padding.Valid : Padding.Same;
            x = x
                .Then(Normalized(new DepthwiseConv2D(3, strides: strides, padding: padding, depthMultiplier: DepthMultiplier, useBias: false) { Name = $"conv_dw_{i}" }))
                .Then(Normalized(new Conv2D(Filters(filters), 1, padding: Padding.Same, useBias: false) { Name = $"conv_pw_{i}" }));
        }

        return x;
    }

    private protected override Node Top(Node features, int classes, Activation activation) => features.Then(
        new GlobalAveragePooling2D(keepDims: true),
        new Dropout(Dropout) { Name = "dropout" },
        new Conv2D(classes, 1, padding: Padding.Same) { Name = "conv_preds" },
        new Reshape(classes) { Name = "reshape_2" },
        new ActivationLayer(activation) { Name = "predictions" });

    private protected override Node Pool(Node features, GlobalPooling2D? pooling) => pooling is null ? features : features.Then(pooling);

    private int Filters(int filters) => Math.Max(1, (int)(filters * Alpha));

    private static Layer[] Normalized(Layer convolution) =>
    [
        convolution,
        new BatchNormalization { Name = $"{convolution.Name}_bn" },
        new ReLU(6) { Name = $"{convolution.Name}_relu" },
    ];
}
