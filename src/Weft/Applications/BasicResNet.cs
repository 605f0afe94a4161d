using Weft.Layers;

namespace Weft.Applications;

/// <summary>The smaller ResNets, with blocks of two 3x3 convolutions.</summary>
/// <remarks>
/// He et al. 2015, table 1. Keras has none: padding, epsilon and the lack of biases are torchvision's, so that its weights fit; names are
/// like those of <see cref="ResNet50"/>.
/// Torchvision's files take pixels less the means of ImageNet's colours, divided by their deviations.
/// </remarks>
public abstract record BasicResNet : ResNet
{
    private protected BasicResNet(int first, int second, int third, int fourth)
        : base(first, second, third, fourth)
    {
    }

    private protected override bool UseBias => false;

    private protected override Node Block(Node input, int filters, int strides, bool isFirst, string name)
    {
        Node shortcut = strides == 1
            ? input
            : input.Then(
                new Conv2D(filters, 1, strides: strides, useBias: false) { Name = $"{name}_0_conv" },
                Normalization($"{name}_0_bn"));
        Node x = strides == 1 ? input : input.Then(new ZeroPadding2D(1) { Name = $"{name}_1_pad" });
        x = x.Then(
            new Conv2D(filters, 3, strides: strides, padding: strides == 1 ? Padding.Same : Padding.Valid, useBias: false)
            {
                Name = $"{name}_1_conv",
            },
            Normalization($"{name}_1_bn"),
            Relu($"{name}_1_relu"),
            new Conv2D(filters, 3, padding: Padding.Same, useBias: false) { Name = $"{name}_2_conv" },
            Normalization($"{name}_2_bn"));
        return new Add { Name = $"{name}_add" }.Call(shortcut, x).Then(Relu($"{name}_out"));
    }

    private protected override BatchNormalization Normalization(string name) => new(momentum: 0.9, epsilon: 1e-5) { Name = name };
}

/// <summary>ResNet with 18 layers: 11.7 million weights.</summary>
public sealed record ResNet18() : BasicResNet(2, 2, 2, 2);

/// <summary>ResNet with 34 layers: 21.8 million weights.</summary>
public sealed record ResNet34() : BasicResNet(3, 4, 6, 3);
