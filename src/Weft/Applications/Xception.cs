using Weft.Layers;

namespace Weft.Applications;

/// <summary>Xception: separable convolutions throughout, in blocks with shortcuts. 22.9 million weights. Pixels go from -1 to 1.</summary>
/// <remarks>Chollet 2016, figure 5.</remarks>
public sealed record Xception : Application
{
    /// <inheritdoc/>
    public override int DefaultSize => 299;

    /// <inheritdoc/>
    public override int LeastSize => 71;

    private protected override Node Features(Node input, int seed)
    {
        Node x = input.Then(
            new Conv2D(32, 3, strides: 2, useBias: false) { Name = "block1_conv1" },
            new BatchNormalization { Name = "block1_conv1_bn" },
            Relu("block1_conv1_act"),
            new Conv2D(64, 3, useBias: false) { Name = "block1_conv2" },
            new BatchNormalization { Name = "block1_conv2_bn" },
            Relu("block1_conv2_act"));

        x = Smaller(x, 128, 128, "block2", isFirst: true);
        x = Smaller(x, 256, 256, "block3");
        x = Smaller(x, 728, 728, "block4");
        for (int i = 5; i <= 12; i++)
        {
            Node body = x;
            for (int j = 1; j <= 3; j++)
            {
                body = Separable(body.Then(Relu($"block{i}_sepconv{j}_act")), 728, $"block{i}_sepconv{j}");
            }

            x = body + x;
        }

        x = Smaller(x, 728, 1024, "block13");
        x = Separable(x, 1536, "block14_sepconv1").Then(Relu("block14_sepconv1_act"));
        return Separable(x, 2048, "block14_sepconv2").Then(Relu("block14_sepconv2_act"));
    }

    private protected override Node Pool(Node features, GlobalPooling2D? pooling) => pooling is null ? features : features.Then(pooling);

    // A block that halves the picture. The function before the first has stood already.
    private static Node Smaller(Node input, int filters, int last, string name, bool isFirst = false)
    {
        Node shortcut = input.Then(new Conv2D(last, 1, strides: 2, padding: Padding.Same, useBias: false), new BatchNormalization());
        Node x = isFirst ? input : input.Then(Relu($"{name}_sepconv1_act"));
        x = Separable(x, filters, $"{name}_sepconv1").Then(Relu($"{name}_sepconv2_act"));
        x = Separable(x, last, $"{name}_sepconv2").Then(new MaxPooling2D(3, strides: 2, padding: Padding.Same) { Name = $"{name}_pool" });
        return x + shortcut;
    }

    private static Node Separable(Node x, int filters, string name) => x.Then(
        new SeparableConv2D(filters, 3, padding: Padding.Same, useBias: false) { Name = name },
        new BatchNormalization { Name = $"{name}_bn" });

    private static ActivationLayer Relu(string name) => new(Activation.Relu) { Name = name };
}
