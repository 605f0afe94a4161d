using Weft.Initializers;
using Weft.Layers;

namespace Weft.Applications;

/// <summary>What the blocks of EfficientNet and EfficientNetV2 are made of.</summary>
internal static class EfficientBlock
{
    private static Initializer Kernel => new VarianceScaling(2, FanMode.FanOut);

    public static Conv2D Convolution(int filters, int kernel, int strides, Padding padding, string name) =>
        new(filters, kernel, strides: strides, padding: padding, useBias: false) { Name = name, KernelInitializer = Kernel };

    public static DepthwiseConv2D Depthwise(int kernel, int strides, Padding padding, string name) =>
        new(kernel, strides: strides, padding: padding, useBias: false) { Name = name, DepthwiseInitializer = Kernel };

    public static ActivationLayer Swish(string name) => new(Activation.Silu) { Name = name };

    /// <summary>Scales the channels by a number from 0 to 1 each, made from their means.</summary>
    public static Node Gate(Node input, int squeezed, string prefix)
    {
        int channels = input.Shape[2];
        Node gate = input.Then(
            new GlobalAveragePooling2D { Name = $"{prefix}_se_squeeze" },
            new Reshape(1, 1, channels) { Name = $"{prefix}_se_reshape" },
            new Conv2D(Math.Max(1, squeezed), 1, Activation.Silu, padding: Padding.Same) { Name = $"{prefix}_se_reduce", KernelInitializer = Kernel },
            new Conv2D(channels, 1, Activation.Sigmoid, padding: Padding.Same) { Name = $"{prefix}_se_expand", KernelInitializer = Kernel });
        return new Multiply { Name = $"{prefix}_se_excite" }.Call(input, gate);
    }

    /// <summary>Adds what a block read to what it made, which training leaves out for a part of the samples.</summary>
    public static Node Shortcut(Node input, Node made, double drop, string prefix)
    {
        Node kept = drop > 0 ? made.Then(new Dropout(drop) { NoiseShape = [1, 1, 1], Name = $"{prefix}_drop" }) : made;
        return new Add { Name = $"{prefix}_add" }.Call(kept, input);
    }

    public static Node Top(Node features, double dropout, int classes, Activation activation, Initializer bias)
    {
        Node x = features.Then(new GlobalAveragePooling2D { Name = "avg_pool" });
        x = dropout > 0 ? x.Then(new Dropout(dropout) { Name = "top_dropout" }) : x;
        return x.Then(new Dense(classes, activation)
        {
            Name = "predictions",
            KernelInitializer = new VarianceScaling(1.0 / 3, FanMode.FanOut, RandomDistribution.Uniform),
            BiasInitializer = bias,
        });
    }
}
