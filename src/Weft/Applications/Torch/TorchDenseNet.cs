using Weft.Layers;

namespace Weft.Applications;

/// <summary>DenseNets of PyTorch, in torchvision's and timm's names, which are the same.</summary>
/// <remarks>Huang et al. 2016. Growth, blocks and layers are told by the names and shapes.</remarks>
internal static class TorchDenseNet
{
    /// <summary>How it is made, named by its layers with weights, as its authors did: <c>densenet121</c>; null where names are
    /// others.</summary>
    public static TorchPlan? Plan(TorchModules modules)
    {
        if (!modules.Has("features.conv0.weight") || !modules.Has("features.denseblock1.denselayer1.conv1.weight"))
        {
            return null;
        }

        int blocks = Blocks(modules);
        int layers = 1 + blocks + (2 * Enumerable.Range(1, blocks).Sum(block => Layers(modules, block)));
        return new TorchPlan($"densenet{layers}", "features.conv0", (input, activation) => Build(modules, input, activation));
    }

    private static Node Build(TorchModules modules, Node input, Activation activation)
    {
        Node x = modules.Convolution(input, "features.conv0", "conv1_conv", strides: 2);
        x = modules.Normalized(x, "features.norm0", "conv1_bn").Then(
            Relu("conv1_relu"),
            new ZeroPadding2D(1) { Name = "pool1_pad" },
            new MaxPooling2D(3, strides: 2) { Name = "pool1" });
        for (int block = 1; block <= Blocks(modules); block++)
        {
            for (int i = 1; i <= Layers(modules, block); i++)
            {
                x = Layer(modules, x, $"features.denseblock{block}.denselayer{i}", $"conv{block + 1}_block{i}");
            }

            x = modules.Has($"features.transition{block}") ? Transition(modules, x, $"features.transition{block}", $"pool{block + 1}") : x;
        }

        return modules.Top(modules.Normalized(x, "features.norm5", "bn").Then(Relu("relu")), "classifier", activation);
    }

    private static Node Layer(TorchModules modules, Node input, string module, string name)
    {
        Node x = modules.Normalized(input, $"{module}.norm1", $"{name}_0_bn").Then(Relu($"{name}_0_relu"));
        x = modules.Convolution(x, $"{module}.conv1", $"{name}_1_conv");
        x = modules.Normalized(x, $"{module}.norm2", $"{name}_1_bn").Then(Relu($"{name}_1_relu"));
        return new Concatenate { Name = $"{name}_concat" }.Call(input, modules.Convolution(x, $"{module}.conv2", $"{name}_2_conv"));
    }

    private static Node Transition(TorchModules modules, Node input, string module, string name)
    {
        Node x = modules.Normalized(input, $"{module}.norm", $"{name}_bn").Then(Relu($"{name}_relu"));
        return modules.Convolution(x, $"{module}.conv", $"{name}_conv").Then(new AveragePooling2D(2) { Name = $"{name}_pool" });
    }

    private static int Blocks(TorchModules modules) => Counted(block => modules.Has($"features.denseblock{block}"));

    private static int Layers(TorchModules modules, int block) =>
        Counted(layer => modules.Has($"features.denseblock{block}.denselayer{layer}"));

    private static int Counted(Func<int, bool> isThere)
    {
        int count = 0;
        while (isThere(count + 1))
        {
            count++;
        }

        return count;
    }

    private static ActivationLayer Relu(string name) => new(Activation.Relu) { Name = name };
}
