using Weft.Layers;

namespace Weft.Applications;

/// <summary>ShuffleNetV2 of torchvision.</summary>
/// <remarks>Ma et al. 2018. Half of the channels pass a block by; behind it, both halves' channels stand in turn.</remarks>
internal static class TorchShuffleNet
{
    private const int FirstStage = 2, LastStage = 4;

    /// <summary>How it is made; null where names are others.</summary>
    public static TorchPlan? Plan(TorchModules modules) => modules.Has("stage2.0.branch1.0.weight") && modules.Has("conv5.0.weight")
        ? new TorchPlan("shufflenetv2", "conv1.0", (input, activation) => Build(modules, input, activation))
        : null;

    private static Node Build(TorchModules modules, Node input, Activation activation)
    {
        Node x = Part(modules, input, "conv1", 0, "conv1", strides: 2).Then(
            Relu("conv1_relu"),
            new ZeroPadding2D(1) { Name = "pool1_pad" },
            new MaxPooling2D(3, strides: 2) { Name = "pool1" });
        for (int stage = FirstStage; stage <= LastStage; stage++)
        {
            for (int i = 0; i < modules.Count($"stage{stage}"); i++)
            {
                x = Block(modules, x, $"stage{stage}.{i}", $"stage{stage}_block{i}");
            }
        }

        return modules.Top(Part(modules, x, "conv5", 0, "conv5").Then(Relu("conv5_relu")), "fc", activation);
    }

    private static Node Block(TorchModules modules, Node input, string block, string name)
    {
        // The first block of a stage strides, with all channels in both branches.
        bool isFirst = modules.Has($"{block}.branch1.0");
        int half = input.Shape[2] / 2;
        Node beside = isFirst ? First(modules, input, $"{block}.branch1", $"{name}_branch1") : Half(input, 0, half);
        Node x = Part(modules, isFirst ? input : Half(input, half, half), $"{block}.branch2", 0,
            $"{name}_branch2_1").Then(Relu($"{name}_branch2_1_relu"));
        x = Part(modules, x, $"{block}.branch2", 3, $"{name}_branch2_2", isFirst ? 2 : 1);
        x = Part(modules, x, $"{block}.branch2", 5, $"{name}_branch2_3").Then(Relu($"{name}_branch2_3_relu"));
        Node both = new Concatenate { Name = $"{name}_concat" }.Call(beside, x);
        (int height, int width, int channels) = (both.Shape[0], both.Shape[1], both.Shape[2]);
        return both.Then(
            new Reshape(height, width, 2, channels / 2) { Name = $"{name}_halves" },
            new Permute(1, 2, 4, 3) { Name = $"{name}_shuffle" },
            new Reshape(height, width, channels) { Name = $"{name}_out" });
    }

    private static Node First(TorchModules modules, Node input, string branch, string name) =>
        Part(modules, Part(modules, input, branch, 0, $"{name}_1", strides: 2), branch, 2, $"{name}_2").Then(Relu($"{name}_2_relu"));

    private static Node Part(TorchModules modules, Node x, string list, int at, string name, int strides = 1) => modules.Normalized(
        modules.Convolution(x, $"{list}.{at}", $"{name}_conv", strides), $"{list}.{at + 1}", $"{name}_bn");

    private static Node Half(Node x, int start, int count) =>
        x.Then(new GetItemOperation(default, default, new AxisPart(start, start + count)));

    private static ActivationLayer Relu(string name) => new(Activation.Relu) { Name = name };
}
