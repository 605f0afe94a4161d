using Weft.Layers;

namespace Weft.Applications;

/// <summary>Inception-ResNet V2: Inception's modules, each added to what it read, scaled down. 55.9 million weights. Pixels go from -1 to 1.</summary>
/// <remarks>Szegedy et al. 2016 (arXiv 1602.07261), section 3.2.</remarks>
public sealed record InceptionResNetV2 : Application
{
    /// <inheritdoc/>
    public override int DefaultSize => 299;

    /// <inheritdoc/>
    public override int LeastSize => 75;

    private protected override string ModelName(Shape input) => "inception_resnet_v2";

    private protected override Node Features(Node input, int seed)
    {
        Node x = Convolution(input, 32, 3, strides: 2, Padding.Valid);
        x = Convolution(x, 32, 3, padding: Padding.Valid);
        x = Convolution(x, 64, 3).Then(new MaxPooling2D(3, strides: 2));
        x = Convolution(x, 80, 1, padding: Padding.Valid);
        x = Convolution(x, 192, 3, padding: Padding.Valid).Then(new MaxPooling2D(3, strides: 2));

        x = Stem(x);
        for (int i = 1; i <= 10; i++)
        {
            x = Block(x, Block35(x), scale: 0.17, $"block35_{i}");
        }

        x = ReductionA(x);
        for (int i = 1; i <= 20; i++)
        {
            x = Block(x, Block17(x), scale: 0.1, $"block17_{i}");
        }

        x = ReductionB(x);
        for (int i = 1; i <= 10; i++)
        {
            x = Block(x, Block8(x), scale: i == 10 ? 1 : 0.2, $"block8_{i}", isLast: i == 10);
        }

        return x.Then(
            new Conv2D(1536, 1, padding: Padding.Same, useBias: false) { Name = "conv_7b" },
            new BatchNormalization(scale: false) { Name = "conv_7b_bn" },
            new ActivationLayer(Activation.Relu) { Name = "conv_7b_ac" });
    }

    private protected override Node Pool(Node features, GlobalPooling2D? pooling) => pooling is null ? features : features.Then(pooling);

    private static Node Stem(Node x)
    {
        Node single = Convolution(x, 96, 1);
        Node wide = Convolution(Convolution(x, 48, 1), 64, 5);
        Node twice = Convolution(Convolution(Convolution(x, 64, 1), 96, 3), 96, 3);
        Node pooled = Convolution(x.Then(new AveragePooling2D(3, strides: 1, padding: Padding.Same)), 64, 1);
        return Join("mixed_5b", single, wide, twice, pooled);
    }

    private static Node[] Block35(Node x) =>
    [
        Convolution(x, 32, 1),
        Convolution(Convolution(x, 32, 1), 32, 3),
        Convolution(Convolution(Convolution(x, 32, 1), 48, 3), 64, 3),
    ];

    private static Node[] Block17(Node x) =>
    [
        Convolution(x, 192, 1),
        Convolution(Convolution(Convolution(x, 128, 1), 160, new Size2D(1, 7)), 192, new Size2D(7, 1)),
    ];

    private static Node[] Block8(Node x) =>
    [
        Convolution(x, 192, 1),
        Convolution(Convolution(Convolution(x, 192, 1), 224, new Size2D(1, 3)), 256, new Size2D(3, 1)),
    ];

    private static Node ReductionA(Node x)
    {
        Node once = Convolution(x, 384, 3, strides: 2, Padding.Valid);
        Node twice = Convolution(Convolution(Convolution(x, 256, 1), 256, 3), 384, 3, strides: 2, Padding.Valid);
        return Join("mixed_6a", once, twice, x.Then(new MaxPooling2D(3, strides: 2)));
    }

    private static Node ReductionB(Node x)
    {
        Node once = Convolution(Convolution(x, 256, 1), 384, 3, strides: 2, Padding.Valid);
        Node again = Convolution(Convolution(x, 256, 1), 288, 3, strides: 2, Padding.Valid);
        Node twice = Convolution(Convolution(Convolution(x, 256, 1), 288, 3), 320, 3, strides: 2, Padding.Valid);
        return Join("mixed_7a", once, again, twice, x.Then(new MaxPooling2D(3, strides: 2)));
    }

    private static Node Block(Node x, Node[] branches, double scale, string name, bool isLast = false)
    {
        Node mixed = Join($"{name}_mixed", branches).Then(new Conv2D(x.Shape[2], 1, padding: Padding.Same) { Name = $"{name}_conv" });
        Node sum = new CustomScaleLayer(scale).Call(x, mixed);
        return isLast ? sum : sum.Then(new ActivationLayer(Activation.Relu) { Name = $"{name}_ac" });
    }

    private static Node Join(string name, params ReadOnlySpan<Node> branches) => new Concatenate { Name = name }.Call(branches);

    private static Node Convolution(Node x, int filters, Size2D kernel, int strides = 1, Padding padding = Padding.Same) => x.Then(
        new Conv2D(filters, kernel, strides: strides, padding: padding, useBias: false),
        new BatchNormalization(scale: false),
        new ActivationLayer(Activation.Relu));
}
