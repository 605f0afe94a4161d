using Weft.Layers;

namespace Weft.Applications;

/// <summary>SqueezeNets of torchvision, 1.0 and 1.1.</summary>
/// <remarks>
/// Iandola et al. 2016. The modules are counted through: one without arrays between two others is a pooling, whose last windows may hang
/// over the picture's end. The first convolution's window, 7x7 or 3x3, tells the version.
/// </remarks>
internal static class TorchSqueezeNet
{
    /// <summary>How it is made; null where names are others.</summary>
    public static TorchPlan? Plan(TorchModules modules) => modules.Has("features.3.squeeze.weight") && modules.Has("classifier.1.weight")
        ? new TorchPlan("squeezenet", "features.0", (input, activation) => Build(modules, input, activation))
        : null;

    private static Node Build(TorchModules modules, Node input, Activation activation)
    {
        Node x = modules.Convolution(input, "features.0", "conv1", strides: 2, isPadded: false).Then(Relu("conv1_relu"));
        int last = Enumerable.Range(0, 64).Last(i => modules.Has($"features.{i}"));
        int pool = 1, fire = 2;
        for (int i = 2; i <= last; i++)
        {
            x = modules.Has($"features.{i}") ? Fire(modules, x, $"features.{i}", $"fire{fire++}") : Pool(x, $"pool{pool++}");
        }

        return modules.Convolution(x, "classifier.1", "conv10").Then(
            Relu("conv10_relu"),
            new GlobalAveragePooling2D { Name = "avg_pool" },
            new ActivationLayer(activation) { Name = "predictions" });
    }

    private static Node Fire(TorchModules modules, Node input, string module, string name)
    {
        Node x = modules.Convolution(input, $"{module}.squeeze", $"{name}_squeeze").Then(Relu($"{name}_squeeze_relu"));
        Node[] parts =
        [
            .. ((string[])["expand1x1", "expand3x3"]).Select(part =>
                modules.Convolution(x, $"{module}.{part}", $"{name}_{part}").Then(Relu($"{name}_{part}_relu"))),
        ];
        return new Concatenate { Name = $"{name}_concat" }.Call(parts);
    }

    // PyTorch's ceil_mode: a row or column more at the end, where there is one left. Zeros are no more than what a ReLU leaves.
    private static Node Pool(Node x, string name)
    {
        (int bottom, int right) = (Over(x.Shape[0]), Over(x.Shape[1]));
        x = bottom + right > 0 ? x.Then(new ZeroPadding2D(top: 0, bottom, left: 0, right) { Name = $"{name}_pad" }) : x;
        return x.Then(new MaxPooling2D(3, strides: 2) { Name = name });
    }

    private static int Over(int extent) => extent < 3 ? 3 - extent : (extent - 3) % 2;

    private static ActivationLayer Relu(string name) => new(Activation.Relu) { Name = name };
}
