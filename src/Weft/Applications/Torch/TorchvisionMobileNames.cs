namespace Weft.Applications;

/// <summary>torchvision's names of MobileNets and EfficientNets: all numbers, <c>features.2.0.block.1.0</c>.</summary>
internal static class TorchvisionMobileNames
{
    // How many blocks the stages have, where the names only count on.
    private static readonly int[] s_mobileNetV2 = [1, 2, 3, 4, 3, 3, 1], s_small = [1, 2, 3, 2, 3], s_large = [1, 2, 3, 4, 2, 3];

    /// <summary>Whether names are these.</summary>
    public static bool Are(TorchModules modules) => modules.Has("features.0.0.weight")
        && (modules.Has("features.1.conv.0.0.weight") || modules.Has("features.1.block.0.0.weight")
            || modules.Has("features.1.0.block.0.0.weight"));

    /// <summary>The network of these names; null where it has another number of blocks than the published ones.</summary>
    public static MobileNetwork? Read(TorchModules modules)
    {
        int last = modules.Count("features") - 1;
        NormalizedConvolution stem = Part("features.0"), head = Part($"features.{last}");
        if (modules.Has("features.1.0.block"))
        {
            MobileModules[][] stages =
            [
                .. Enumerable.Range(1, last - 1).Select(stage => Enumerable.Range(0, modules.Count($"features.{stage}"))
                    .Select(block => Block(modules, $"features.{stage}.{block}.block")).ToArray()),
            ];
            return new MobileNetwork(stem, stages, head, null, "classifier.1", IsTimm: false);
        }

        bool isFirst = modules.Has("features.1.conv");
        int[]? counts = (isFirst, last - 1) switch
        {
            (true, 17) => s_mobileNetV2,
            (false, 11) => s_small,
            (false, 15) => s_large,
            _ => null,
        };
        if (counts is null)
        {
            return null;
        }

        Queue<int> blocks = new(Enumerable.Range(1, last - 1));
        List<IReadOnlyList<MobileModules>> counted =
        [
            .. counts.Select(count => Enumerable.Range(0, count).Select(_ => blocks.Dequeue())
                .Select(block => isFirst
                    ? FirstBlock(modules, $"features.{block}.conv")
                    : Block(modules, $"features.{block}.block")).ToArray()),
        ];

        // timm counts MobileNetV3's last convolution before the mean as a stage of its own.
        return isFirst
            ? new MobileNetwork(stem, counted, head, null, "classifier.1", IsTimm: false)
            : new MobileNetwork(stem, [.. counted, [new(null, null, null, head)]], null, "classifier.0", "classifier.3", IsTimm: false);
    }

    private static NormalizedConvolution Part(string module) => new($"{module}.0", $"{module}.1");

    // MobileNetV2's blocks: the last convolution and its normalisation stand beside the others.
    private static MobileModules FirstBlock(TorchModules modules, string block) => modules.Has($"{block}.3")
        ? new(Part($"{block}.0"), Part($"{block}.1"), null, new($"{block}.2", $"{block}.3"))
        : new(null, Part($"{block}.0"), null, new($"{block}.1", $"{block}.2"));

    private static MobileModules Block(TorchModules modules, string block)
    {
        List<NormalizedConvolution> parts = [];
        (string, string)? gate = null;
        for (int i = 0; i < modules.Count(block); i++)
        {
            if (modules.Has($"{block}.{i}.fc1"))
            {
                gate = ($"{block}.{i}.fc1", $"{block}.{i}.fc2");
            }
            else
            {
                parts.Add(Part($"{block}.{i}"));
            }
        }

        return parts switch
        {
            [var project] => new(null, null, gate, project),
            [var first, var project] => modules.Weight(first.Convolution, rank: 4)[1] == 1
                ? new(null, first, gate, project)
                : new(first, null, gate, project),
            [var expand, var depthwise, var project] => new(expand, depthwise, gate, project),
            _ => throw new ModelFileException($"expected '{block}' to have one to three convolutions, got {parts.Count}."),
        };
    }
}
