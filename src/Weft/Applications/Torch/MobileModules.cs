namespace Weft.Applications;

/// <summary>A convolution of PyTorch and the normalisation behind it, by the names of their modules.</summary>
internal readonly record struct NormalizedConvolution(string Convolution, string Normalization);

/// <summary>The modules of a block of MobileNet or EfficientNet.</summary>
/// <param name="Expand">What widens it: of 1x1, or, where nothing is depthwise, of 3x3; null for nothing.</param>
/// <param name="Depthwise">The depthwise convolution; null in blocks of ordinary ones.</param>
/// <param name="Gate">The two convolutions of the gate on its channels; null for none.</param>
/// <param name="Project">What narrows it again.</param>
internal sealed record MobileModules(
    NormalizedConvolution? Expand, NormalizedConvolution? Depthwise, (string Reduce, string Expand)? Gate, NormalizedConvolution Project)
{
    /// <summary>What kind of block it is, in timm's words: <c>ir5s</c>, an inverted residual with a window of 5x5 and a gate
    /// ("squeeze").</summary>
    public string Kind(TorchModules modules)
    {
        (string kind, NormalizedConvolution windowed) = (Expand, Depthwise) switch
        {
            ({ }, { } depthwise) => ("ir", depthwise),
            (null, { } depthwise) => ("ds", depthwise),
            ({ } expand, null) => ("er", expand),
            _ => ("cn", Project),
        };
        return $"{kind}{modules.Weight(windowed.Convolution, rank: 4)[2]}{(Gate is null ? "" : "s")}";
    }
}

/// <summary>The modules of a network of such blocks, in either library's names.</summary>
/// <param name="Stem">The first convolution.</param>
/// <param name="Stages">The blocks, stage by stage: the first of a stage may stride.</param>
/// <param name="Head">The last convolution before the mean; null where there is none.</param>
/// <param name="AfterMean">The module behind the mean, for MobileNetV3; null where there is none.</param>
/// <param name="Classifier">The module that tells the classes apart.</param>
/// <param name="IsTimm">Whether the names are timm's.</param>
internal sealed record MobileNetwork(
    NormalizedConvolution Stem,
    IReadOnlyList<IReadOnlyList<MobileModules>> Stages,
    NormalizedConvolution? Head,
    string? AfterMean,
    string Classifier,
    bool IsTimm)
{
    /// <summary>The kinds of the stages' blocks, by which the network is known: <c>ds3 ir3 ir3 ...</c>; null where a stage has
    /// several.</summary>
    public string? Signature(TorchModules modules)
    {
        string[][] kinds = [.. Stages.Select(stage => stage.Select(block => block.Kind(modules)).Distinct().ToArray())];
        return kinds.All(kind => kind.Length == 1) ? string.Join(' ', kinds.Select(kind => kind[0])) : null;
    }
}
