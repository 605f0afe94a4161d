using Weft.Layers;

namespace Weft.Applications;

/// <summary>RegNets of PyTorch, X and Y (with gates), in torchvision's and in timm's names.</summary>
/// <remarks>Radosavovic et al. 2020. Widths, groups, blocks and gates are told by the names and shapes.</remarks>
/// <param name="modules">The arrays' modules.</param>
/// <param name="isTimm">Whether the names are timm's.</param>
internal sealed class TorchRegNet(TorchModules modules, bool isTimm)
{
    private const int Stages = 4;

    /// <summary>How it is made; null where names are others.</summary>
    public static TorchPlan? Plan(TorchModules modules)
    {
        bool isTimm = modules.Has("s1.b1.conv1.conv.weight") && modules.Has("head.fc.weight");
        return isTimm || modules.Has("trunk_output.block1.block1-0.f.a.0.weight")
            ? new TorchPlan("regnet", isTimm ? "stem.conv" : "stem.0", new TorchRegNet(modules, isTimm).Build)
            : null;
    }

    private Node Build(Node input, Activation activation)
    {
        Node x = Part(input, "stem", "stem", strides: 2).Then(Relu("stem_relu"));
        for (int stage = 1; stage <= Stages; stage++)
        {
            for (int i = 0; modules.Has(BlockName(stage, i)); i++)
            {
                x = Block(x, BlockName(stage, i), $"stage_{stage}_block_{i}", strides: i == 0 ? 2 : 1);
            }
        }

        return modules.Top(x, isTimm ? "head.fc" : "fc", activation);
    }

    private string BlockName(int stage, int i) => isTimm ? $"s{stage}.b{i + 1}" : $"trunk_output.block{stage}.block{stage}-{i}";

    private Node Block(Node input, string block, string name, int strides)
    {
        (string[] convolutions, string gate, string shortcut) = isTimm
            ? ((string[])["conv1", "conv2", "conv3"], "se", "downsample")
            : (["f.a", "f.b", "f.c"], "f.se", "proj");
        Node x = Part(input, $"{block}.{convolutions[0]}", $"{name}_1").Then(Relu($"{name}_1_relu"));
        x = Part(x, $"{block}.{convolutions[1]}", $"{name}_2", strides).Then(Relu($"{name}_2_relu"));
        x = modules.Has($"{block}.{gate}") ? Gated(x, $"{block}.{gate}", name) : x;
        x = Part(x, $"{block}.{convolutions[2]}", $"{name}_3");
        Node beside = modules.Has($"{block}.{shortcut}") ? Part(input, $"{block}.{shortcut}", $"{name}_0", strides) : input;
        return new Add { Name = $"{name}_add" }.Call(beside, x).Then(Relu($"{name}_out"));
    }

    private Node Part(Node x, string module, string name, int strides = 1)
    {
        (string convolution, string norm) = isTimm ? ("conv", "bn") : ("0", "1");
        return modules.Normalized(modules.Convolution(x, $"{module}.{convolution}", $"{name}_conv", strides), $"{module}.{norm}",
            $"{name}_bn");
    }

    private Node Gated(Node input, string module, string name)
    {
        Node gate = modules.Convolution(
            input.Then(new GlobalAveragePooling2D(keepDims: true) { Name = $"{name}_se_squeeze" }), $"{module}.fc1", $"{name}_se_reduce");
        gate = modules.Convolution(gate.Then(Relu($"{name}_se_relu")), $"{module}.fc2", $"{name}_se_expand")
            .Then(new ActivationLayer(Activation.Sigmoid) { Name = $"{name}_se_gate" });
        return new Multiply { Name = $"{name}_se_excite" }.Call(input, gate);
    }

    private static ActivationLayer Relu(string name) => new(Activation.Relu) { Name = name };
}
