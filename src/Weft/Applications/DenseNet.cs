using Weft.Layers;

namespace Weft.Applications;

/// <summary>DenseNet: every layer of a block reads what all layers before it in the block have made, and adds 32 channels.</summary>
/// <remarks>Huang et al. 2016, table 1. Keras' files take pixels less the means of ImageNet's colours, divided by their deviations.</remarks>
public abstract record DenseNet : Application
{
    private const int GrowthRate = 32;

    private readonly (int First, int Second, int Third, int Fourth) _blocks;

    private protected DenseNet(int first, int second, int third, int fourth) => _blocks = (first, second, third, fourth);

    /// <inheritdoc/>
    public override int DefaultSize => 224;

    private protected override Node Features(Node input, int seed)
    {
        Node x = input.Then(
            new ZeroPadding2D(3),
            new Conv2D(64, 7, strides: 2, useBias: false) { Name = "conv1_conv" },
            Normalization("conv1_bn"),
            Relu("conv1_relu"),
            new ZeroPadding2D(1),
            new MaxPooling2D(3, strides: 2) { Name = "pool1" });
        x = Block(x, _blocks.First, "conv2");
        x = Block(Transition(x, "pool2"), _blocks.Second, "conv3");
        x = Block(Transition(x, "pool3"), _blocks.Third, "conv4");
        x = Block(Transition(x, "pool4"), _blocks.Fourth, "conv5");
        return x.Then(Normalization("bn"), Relu("relu"));
    }

    private static Node Block(Node x, int layers, string name)
    {
        for (int i = 1; i <= layers; i++)
        {
            string prefix = $"{name}_block{i}";
            Node grown = x.Then(
                Normalization($"{prefix}_0_bn"),
                Relu($"{prefix}_0_relu"),
                new Conv2D(4 * GrowthRate, 1, useBias: false) { Name = $"{prefix}_1_conv" },
                Normalization($"{prefix}_1_bn"),
                Relu($"{prefix}_1_relu"),
                new Conv2D(GrowthRate, 3, padding: Padding.Same, useBias: false) { Name = $"{prefix}_2_conv" });
            x = new Concatenate { Name = $"{prefix}_concat" }.Call(x, grown);
        }

        return x;
    }

    private static Node Transition(Node x, string name) => x.Then(
        Normalization($"{name}_bn"),
        Relu($"{name}_relu"),
        new Conv2D(x.Shape[2] / 2, 1, useBias: false) { Name = $"{name}_conv" },
        new AveragePooling2D(2) { Name = $"{name}_pool" });

    private static BatchNormalization Normalization(string name) => new(epsilon: 1.001e-5) { Name = name };

    private static ActivationLayer Relu(string name) => new(Activation.Relu) { Name = name };
}

/// <summary>DenseNet with 121 layers: 8.1 million weights.</summary>
public sealed record DenseNet121() : DenseNet(6, 12, 24, 16);

/// <summary>DenseNet with 169 layers: 14.3 million weights.</summary>
public sealed record DenseNet169() : DenseNet(6, 12, 32, 32);

/// <summary>DenseNet with 201 layers: 20.2 million weights.</summary>
public sealed record DenseNet201() : DenseNet(6, 12, 48, 32);
