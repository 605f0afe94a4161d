using Weft.Layers;

namespace Weft.Applications;

/// <summary>ResNet with normalisation and function before each convolution, so that the shortcuts carry values on as they are.</summary>
/// <remarks>He et al. 2016. Pixels go from -1 to 1.</remarks>
public abstract record ResNetV2 : Application
{
    private readonly (int First, int Second, int Third, int Fourth) _blocks;

    private protected ResNetV2(int first, int second, int third, int fourth) => _blocks = (first, second, third, fourth);

    /// <inheritdoc/>
    public override int DefaultSize => 224;

    private protected override Node Features(Node input, int seed)
    {
        Node x = input.Then(
            new ZeroPadding2D(3) { Name = "conv1_pad" },
            new Conv2D(64, 7, strides: 2) { Name = "conv1_conv" },
            new ZeroPadding2D(1) { Name = "pool1_pad" },
            new MaxPooling2D(3, strides: 2) { Name = "pool1_pool" });
        x = Stage(x, 64, _blocks.First, strides: 2, "conv2");
        x = Stage(x, 128, _blocks.Second, strides: 2, "conv3");
        x = Stage(x, 256, _blocks.Third, strides: 2, "conv4");
        x = Stage(x, 512, _blocks.Fourth, strides: 1, "conv5");
        return x.Then(Normalization("post_bn"), Relu("post_relu"));
    }

    // The last block of a stage strides, not the first.
    private static Node Stage(Node x, int filters, int blocks, int strides, string name)
    {
        for (int i = 1; i <= blocks; i++)
        {
            x = Block(x, filters, i == blocks ? strides : 1, isFirst: i == 1, $"{name}_block{i}");
        }

        return x;
    }

    private static Node Block(Node input, int filters, int strides, bool isFirst, string name)
    {
        Node active = input.Then(Normalization($"{name}_preact_bn"), Relu($"{name}_preact_relu"));
        Node shortcut = isFirst
            ? active.Then(new Conv2D(4 * filters, 1, strides: strides) { Name = $"{name}_0_conv" })
            : strides > 1 ? input.Then(new MaxPooling2D(1, strides: strides)) : input;
        Node x = active.Then(
            new Conv2D(filters, 1, useBias: false) { Name = $"{name}_1_conv" },
            Normalization($"{name}_1_bn"),
            Relu($"{name}_1_relu"),
            new ZeroPadding2D(1) { Name = $"{name}_2_pad" },
            new Conv2D(filters, 3, strides: strides, useBias: false) { Name = $"{name}_2_conv" },
            Normalization($"{name}_2_bn"),
            Relu($"{name}_2_relu"),
            new Conv2D(4 * filters, 1) { Name = $"{name}_3_conv" });
        return new Add { Name = $"{name}_out" }.Call(shortcut, x);
    }

    private static BatchNormalization Normalization(string name) => new(epsilon: 1.001e-5) { Name = name };

    private static ActivationLayer Relu(string name) => new(Activation.Relu) { Name = name };
}

/// <summary>ResNetV2 with 50 layers: 25.6 million weights.</summary>
public sealed record ResNet50V2() : ResNetV2(3, 4, 6, 3);

/// <summary>ResNetV2 with 101 layers: 44.7 million weights.</summary>
public sealed record ResNet101V2() : ResNetV2(3, 4, 23, 3);

/// <summary>ResNetV2 with 152 layers: 60.4 million weights.</summary>
public sealed record ResNet152V2() : ResNetV2(3, 8, 36, 3);
