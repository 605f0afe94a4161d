using Weft.Layers;

namespace Weft.Applications;

/// <summary>ResNets of PyTorch, in torchvision's and timm's names, which are the same: ResNeXt and wide ones too.</summary>
/// <remarks>
/// Blocks of more than two convolutions stride in the 3x3 one ("v1.5"), where He et al. 2015 and Keras stride in the first. timm's variants
/// with three convolutions at the beginning, and with a mean before the shortcut's convolution (He et al. 2018), are told by their names.
/// </remarks>
internal static class TorchResNet
{
    private const int Stages = 4;

    /// <summary>How it is made, named by its layers with weights, as its authors did: <c>resnet50</c>; null where names are
    /// others.</summary>
    public static TorchPlan? Plan(TorchModules modules)
    {
        if (!modules.Has("layer1.0.conv1.weight") || !modules.Has("fc.weight"))
        {
            return null;
        }

        int layers = 2 + Enumerable.Range(1, Stages).Sum(stage =>
            Enumerable.Range(0, modules.Count($"layer{stage}")).Sum(i => Convolutions(modules, $"layer{stage}.{i}")));
        return new TorchPlan(
            $"resnet{layers}", modules.Has("conv1.0") ? "conv1.0" : "conv1", (input, activation) => Build(modules, input, activation));
    }

    private static Node Build(TorchModules modules, Node input, Activation activation)
    {
        Node x = modules.Has("conv1.0") ? DeepStem(modules, input) : modules.Convolution(input, "conv1", "conv1_conv", strides: 2);
        x = modules.Normalized(x, "bn1", "conv1_bn").Then(
            Relu("conv1_relu"),
            new ZeroPadding2D(1) { Name = "pool1_pad" },
            new MaxPooling2D(3, strides: 2) { Name = "pool1_pool" });
        for (int stage = 1; stage <= Stages; stage++)
        {
            for (int i = 0; i < modules.Count($"layer{stage}"); i++)
            {
                x = Block(modules, x, $"layer{stage}.{i}", $"conv{stage + 1}_block{i + 1}", strides: stage > 1 && i == 0 ? 2 : 1);
            }
        }

        return modules.Top(x, "fc", activation);
    }

    private static int Convolutions(TorchModules modules, string block) => modules.Has($"{block}.conv3") ? 3 : 2;

    // Three convolutions of 3x3 for one of 7x7.
    private static Node DeepStem(TorchModules modules, Node input)
    {
        Node x = modules.Convolution(input, "conv1.0", "conv1_1_conv", strides: 2);
        x = modules.Normalized(x, "conv1.1", "conv1_1_bn").Then(Relu("conv1_1_relu"));
        x = modules.Convolution(x, "conv1.3", "conv1_2_conv");
        x = modules.Normalized(x, "conv1.4", "conv1_2_bn").Then(Relu("conv1_2_relu"));
        return modules.Convolution(x, "conv1.6", "conv1_conv");
    }

    private static Node Block(TorchModules modules, Node input, string block, string name, int strides)
    {
        int convolutions = Convolutions(modules, block), strided = convolutions - 1;
        Node x = input;
        for (int i = 1; i <= convolutions; i++)
        {
            x = modules.Convolution(x, $"{block}.conv{i}", $"{name}_{i}_conv", i == strided ? strides : 1);
            x = modules.Normalized(x, $"{block}.bn{i}", $"{name}_{i}_bn");
            x = i < convolutions ? x.Then(Relu($"{name}_{i}_relu")) : x;
        }

        return new Add { Name = $"{name}_add" }.Call(Shortcut(modules, input, $"{block}.downsample", name, strides),
            x).Then(Relu($"{name}_out"));
    }

    private static Node Shortcut(TorchModules modules, Node input, string module, string name, int strides)
    {
        if (!modules.Has(module))
        {
            return input;
        }

        // With a mean in front, the convolution is the second module; a last half window is a mean of what there is.
        bool isAveraged = modules.Has($"{module}.2");
        Node x = isAveraged && strides > 1
            ? input.Then(new AveragePooling2D(strides, strides: strides, padding: Padding.Same) { Name = $"{name}_0_pool" })
            : input;
        x = modules.Convolution(x, isAveraged ? $"{module}.1" : $"{module}.0", $"{name}_0_conv", isAveraged ? 1 : strides);
        return modules.Normalized(x, isAveraged ? $"{module}.2" : $"{module}.1", $"{name}_0_bn");
    }

    private static ActivationLayer Relu(string name) => new(Activation.Relu) { Name = name };
}
