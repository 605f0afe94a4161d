using Weft.Layers;

namespace Weft.Applications;

/// <summary>MobileNetV2, V3, EfficientNet and EfficientNetV2 of PyTorch, made of their blocks as the names tell them.</summary>
/// <param name="network">The modules.</param>
/// <param name="kind">What is known of such networks.</param>
/// <param name="modules">The arrays' modules.</param>
internal sealed class TorchMobileNet(MobileNetwork network, MobileKind kind, TorchModules modules)
{
    /// <summary>How it is made; null where names or blocks are others.</summary>
    public static TorchPlan? Plan(TorchModules modules)
    {
        MobileNetwork? network = TimmMobileNames.Are(modules) ? TimmMobileNames.Read(modules)
            : TorchvisionMobileNames.Are(modules) ? TorchvisionMobileNames.Read(modules) : null;
        return network is not null && MobileKind.Of(network, modules) is { } kind
            ? new TorchPlan(kind.Name, network.Stem.Convolution,
                new TorchMobileNet(network, kind, modules).Build)
            { MayBeTensorFlow = network.IsTimm }
            : null;
    }

    private Node Build(Node input, Activation activation)
    {
        modules.Epsilon = network.IsTimm ? modules.Epsilon : kind.TorchvisionEpsilon(network);
        Node x = modules.Convolution(input, network.Stem.Convolution, kind.IsMobile ? "Conv1" : "stem_conv", strides: 2);
        x = modules.Normalized(x, network.Stem.Normalization, kind.IsMobile ? "bn_Conv1" : "stem_bn").Then(
            kind.FunctionOf(int.MaxValue, kind.IsMobile ? "Conv1_relu" : "stem_activation"));
        int number = 0;
        foreach ((int stage, IReadOnlyList<MobileModules> blocks) in network.Stages.Index())
        {
            foreach ((int i, MobileModules block) in blocks.Index())
            {
                x = Block(x, block, i == 0 ? kind.Strides[stage] : 1, stage, NameOf(stage, i, number++));
            }
        }

        if (network.Head is { } head)
        {
            x = modules.Convolution(x, head.Convolution, kind.IsMobile ? "Conv_1" : "top_conv");
            x = modules.Normalized(x, head.Normalization, kind.IsMobile ? "Conv_1_bn" : "top_bn").Then(
                kind.FunctionOf(int.MaxValue, kind.IsMobile ? "out_relu" : "top_activation"));
        }

        return network.AfterMean is { } last ? TopOfThird(x, last, activation) : modules.Top(x, network.Classifier, activation);
    }

    private string NameOf(int stage, int i, int number) =>
        !kind.IsMobile ? $"block{stage + 1}{(i < 26 ? $"{(char)('a' + i)}" : $"{i}")}" : number == 0 ? "expanded_conv" : $"block_{number}";

    private Node Block(Node input, MobileModules block, int strides, int stage, string name)
    {
        Node x = input;
        if (block.Expand is { } expand)
        {
            int own = block.Depthwise is null ? strides : 1;
            x = Part(x, expand, $"{name}_expand", own).Then(kind.FunctionOf(stage, $"{name}_expand_activation"));
        }

        if (block.Depthwise is { } depthwise)
        {
            x = Part(x, depthwise, $"{name}_depthwise", strides).Then(kind.FunctionOf(stage, $"{name}_activation"));
        }

        if (block.Gate is { } gate)
        {
            x = Gated(x, gate.Reduce, gate.Expand, name);
        }

        bool isAlone = block is { Expand: null, Depthwise: null };
        x = Part(x, block.Project, $"{name}_project", isAlone ? strides : 1);
        x = isAlone ? x.Then(kind.FunctionOf(stage, $"{name}_project_activation")) : x;
        return strides == 1 && input.Shape[2] == x.Shape[2] ? new Add { Name = $"{name}_add" }.Call(x, input) : x;
    }

    private Node Part(Node x, NormalizedConvolution part, string name, int strides) =>
        modules.Normalized(modules.Convolution(x, part.Convolution, $"{name}_conv", strides), part.Normalization, $"{name}_bn");

    private Node Gated(Node input, string reduce, string expand, string name)
    {
        Node gate = modules.Convolution(input.Then(new GlobalAveragePooling2D(keepDims: true) { Name = $"{name}_se_squeeze" }), reduce,
            $"{name}_se_reduce")
            .Then(new ActivationLayer(kind.IsThird ? Activation.Relu : kind.Function) { Name = $"{name}_se_activation" });
        gate = modules.Convolution(gate, expand, $"{name}_se_expand")
            .Then(new ActivationLayer(kind.IsThird ? Activation.HardSigmoid : Activation.Sigmoid) { Name = $"{name}_se_gate" });
        return new Multiply { Name = $"{name}_se_excite" }.Call(input, gate);
    }

    // One more layer between the mean and the classes: a convolution of 1x1 in timm, linear in torchvision.
    private Node TopOfThird(Node features, string last, Activation activation)
    {
        ActivationLayer function = kind.FunctionOf(int.MaxValue, "top_activation");
        Node x = network.IsTimm
            ? modules.Convolution(features.Then(new GlobalAveragePooling2D(keepDims: true) { Name = "avg_pool" }), last, "conv_2")
                .Then(function, new Flatten { Name = "flatten" })
            : modules.Linear(features.Then(new GlobalAveragePooling2D { Name = "avg_pool" }), last, "conv_2").Then(function);
        return modules.Linear(x, network.Classifier, "predictions", activation);
    }
}
