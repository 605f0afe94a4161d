namespace Weft.Applications;

/// <summary>timm's names of MobileNets and EfficientNets: <c>conv_stem</c>, <c>blocks.STAGE.BLOCK.conv_pw</c>, <c>conv_head</c>.</summary>
internal static class TimmMobileNames
{
    /// <summary>Whether names are these.</summary>
    public static bool Are(TorchModules modules) =>
        modules.Has("conv_stem.weight") && modules.Has("blocks.0.0") && modules.Has("classifier.weight");

    /// <summary>The network of these names.</summary>
    public static MobileNetwork Read(TorchModules modules)
    {
        MobileModules[][] stages =
        [
            .. Enumerable.Range(0, modules.Count("blocks")).Select(stage =>
                Enumerable.Range(0, modules.Count($"blocks.{stage}")).Select(block => Block(modules, $"blocks.{stage}.{block}")).ToArray()),
        ];

        // MobileNetV3's head comes behind the mean, and has a bias instead of a normalisation.
        bool isBehindMean = modules.Has("conv_head.bias");
        return new MobileNetwork(
            new("conv_stem", "bn1"), stages, isBehindMean ? null : new("conv_head", "bn2"), isBehindMean ? "conv_head" : null, "classifier",
                IsTimm: true);
    }

    private static MobileModules Block(TorchModules modules, string block)
    {
        NormalizedConvolution Part(string convolution, string normalization) => new($"{block}.{convolution}", $"{block}.{normalization}");
        (string, string)? gate = modules.Has($"{block}.se") ? ($"{block}.se.conv_reduce", $"{block}.se.conv_expand") : null;
        return modules.Has($"{block}.conv") ? new(null, null, gate, Part("conv", "bn1"))
            : modules.Has($"{block}.conv_exp") ? new(Part("conv_exp", "bn1"), null, gate, Part("conv_pwl", "bn2"))
            : modules.Has($"{block}.conv_pwl") ? new(Part("conv_pw", "bn1"), Part("conv_dw", "bn2"), gate, Part("conv_pwl", "bn3"))
            : new(null, Part("conv_dw", "bn1"), gate, Part("conv_pw", "bn2"));
    }
}
