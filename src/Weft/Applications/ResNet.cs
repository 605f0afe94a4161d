using Weft.Layers;

namespace Weft.Applications;

/// <summary>ResNet: blocks of a few convolutions whose result is added to what they read. Those of 50 layers and more narrow down in the middle of a block.</summary>
/// <remarks>He et al. 2015, table 1. Keras' files take pixels 0 to 255 in the order blue, green, red, less their means.</remarks>
public abstract record ResNet : Application
{
    private readonly (int First, int Second, int Third, int Fourth) _blocks;

    private protected ResNet(int first, int second, int third, int fourth) => _blocks = (first, second, third, fourth);

    /// <inheritdoc/>
    public override int DefaultSize => 224;

    /// <summary>Whether the convolutions have biases.</summary>
    private protected virtual bool UseBias => true;

    private protected override Node Features(Node input, int seed)
    {
        Node x = input.Then(
            new ZeroPadding2D(3) { Name = "conv1_pad" },
            new Conv2D(64, 7, strides: 2, useBias: UseBias) { Name = "conv1_conv" },
            Normalization("conv1_bn"),
            Relu("conv1_relu"),
            new ZeroPadding2D(1) { Name = "pool1_pad" },
            new MaxPooling2D(3, strides: 2) { Name = "pool1_pool" });
        x = Stage(x, 64, _blocks.First, strides: 1, "conv2");
        x = Stage(x, 128, _blocks.Second, strides: 2, "conv3");
        x = Stage(x, 256, _blocks.Third, strides: 2, "conv4");
        return Stage(x, 512, _blocks.Fourth, strides: 2, "conv5");
    }

    private Node Stage(Node x, int filters, int blocks, int strides, string name)
    {
        for (int i = 1; i <= blocks; i++)
        {
            x = Block(x, filters, i == 1 ? strides : 1, isFirst: i == 1, $"{name}_block{i}");
        }

        return x;
    }

    /// <summary>A block: three convolutions, of 1x1, 3x3 and 1x1; the last has four times the filters.</summary>
    private protected virtual Node Block(Node input, int filters, int strides, bool isFirst, string name)
    {
        Node shortcut = isFirst
            ? input.Then(new Conv2D(4 * filters, 1, strides: strides) { Name = $"{name}_0_conv" }, Normalization($"{name}_0_bn"))
            : input;
        Node x = input.Then(
            new Conv2D(filters, 1, strides: strides) { Name = $"{name}_1_conv" },
            Normalization($"{name}_1_bn"),
            Relu($"{name}_1_relu"),
            new Conv2D(filters, 3, padding: Padding.Same) { Name = $"{name}_2_conv" },
            Normalization($"{name}_2_bn"),
            Relu($"{name}_2_relu"),
            new Conv2D(4 * filters, 1) { Name = $"{name}_3_conv" },
            Normalization($"{name}_3_bn"));
        return new Add { Name = $"{name}_add" }.Call(shortcut, x).Then(Relu($"{name}_out"));
    }

    private protected virtual BatchNormalization Normalization(string name) => new(epsilon: 1.001e-5) { Name = name };

    private protected static ActivationLayer Relu(string name) => new(Activation.Relu) { Name = name };
}

/// <summary>ResNet with 50 layers: 25.6 million weights.</summary>
public sealed record ResNet50() : ResNet(3, 4, 6, 3);

/// <summary>ResNet with 101 layers: 44.7 million weights.</summary>
public sealed record ResNet101() : ResNet(3, 4, 23, 3);

/// <summary>ResNet with 152 layers: 60.4 million weights.</summary>
public sealed record ResNet152() : ResNet(3, 8, 36, 3);
