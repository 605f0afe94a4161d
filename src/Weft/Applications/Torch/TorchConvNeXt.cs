using Weft.Layers;

namespace Weft.Applications;

/// <summary>ConvNeXts of PyTorch, in torchvision's and in timm's names.</summary>
/// <remarks>
/// Liu et al. 2022. The blocks' number in each stage tells the published ones (tiny; small, base and larger) and timm's smallest
/// (<c>test_convnext</c>), which has another epsilon and gelu's approximation.
/// </remarks>
/// <param name="modules">The arrays' modules.</param>
/// <param name="isTimm">Whether the names are timm's.</param>
internal sealed class TorchConvNeXt(TorchModules modules, bool isTimm)
{
    private const int Stages = 4;

    private bool IsSmallest => Depths is [1, 2, 4, 2];

    private int[] Depths => [.. Enumerable.Range(0, Stages).Select(stage => modules.Count(Blocks(stage)))];

    /// <summary>How it is made; null where names or depths are others.</summary>
    public static TorchPlan? Plan(TorchModules modules)
    {
        bool isTimm = modules.Has("stem.0.weight") && modules.Has("stages.0.blocks.0.mlp.fc1.weight");
        if (!isTimm && !modules.Has("features.1.0.layer_scale"))
        {
            return null;
        }

        TorchConvNeXt network = new(modules, isTimm);
        bool isKnown = network.Depths is [3, 3, 9 or 27, 3] || (isTimm && network.IsSmallest);
        return isKnown ? new TorchPlan("convnext", isTimm ? "stem.0" : "features.0.0", network.Build) : null;
    }

    private Node Build(Node input, Activation activation)
    {
        modules.Epsilon = IsSmallest ? 1e-5 : 1e-6;
        string stem = isTimm ? "stem" : "features.0";
        Node x = modules.Convolution(input, $"{stem}.0", "stem_conv", modules.Weight($"{stem}.0", rank: 4)[2]);
        x = modules.LayerNormalized(x, $"{stem}.1", "stem_layernorm");
        for (int stage = 0; stage < Stages; stage++)
        {
            x = stage == 0 ? x : Downsampled(x, isTimm ? $"stages.{stage}.downsample" : $"features.{2 * stage}", stage - 1);
            for (int i = 0; i < modules.Count(Blocks(stage)); i++)
            {
                x = Block(x, $"{Blocks(stage)}.{i}", $"stage_{stage}_block_{i}");
            }
        }

        x = x.Then(new GlobalAveragePooling2D { Name = "head_gap" });
        x = modules.LayerNormalized(x, isTimm ? "head.norm" : "classifier.0", "head_layernorm");
        return modules.Linear(x, isTimm ? "head.fc" : "classifier.2", "head_dense", activation);
    }

    private string Blocks(int stage) => isTimm ? $"stages.{stage}.blocks" : $"features.{(2 * stage) + 1}";

    private Node Downsampled(Node x, string module, int index) => modules.Convolution(
        modules.LayerNormalized(x, $"{module}.0", $"downsampling_layernorm_{index}"), $"{module}.1", $"downsampling_conv_{index}",
            strides: 2);

    private Node Block(Node input, string block, string name)
    {
        (string depthwise, string norm, string first, string second, string scale) = isTimm
            ? ("conv_dw", "norm", "mlp.fc1", "mlp.fc2", "gamma")
            : ("block.0", "block.2", "block.3", "block.5", "layer_scale");
        Node x = modules.Convolution(input, $"{block}.{depthwise}", $"{name}_depthwise_conv");
        x = modules.LayerNormalized(x, $"{block}.{norm}", $"{name}_layernorm");
        x = modules.Linear(x, $"{block}.{first}", $"{name}_pointwise_conv_1")
            .Then(new ActivationLayer(Activation.Gelu with { Approximate = IsSmallest }) { Name = $"{name}_gelu" });
        x = modules.Linear(x, $"{block}.{second}", $"{name}_pointwise_conv_2");
        x = modules.Made($"{name}_layer_scale", $"{block}.{scale}", x, new LayerScale(1e-6, x.Shape[2]));
        return new Add { Name = $"{name}_add" }.Call(input, x);
    }
}
