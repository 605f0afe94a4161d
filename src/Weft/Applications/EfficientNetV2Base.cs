using Weft.Layers;

namespace Weft.Applications;

/// <summary>The EfficientNetV2 whose sizes are those of EfficientNet B0 to B3.</summary>
public abstract record EfficientNetV2Base : EfficientNetV2
{
    private protected EfficientNetV2Base(double width, double depth, int size)
        : base(width, depth, size)
    {
    }

    private protected override IReadOnlyList<Stage> Stages =>
    [
        new(IsFused: true, 1, 1, 32, 16, 1),
        new(IsFused: true, 4, 2, 16, 32, 2),
        new(IsFused: true, 4, 2, 32, 48, 2),
        new(IsFused: false, 4, 3, 48, 96, 2),
        new(IsFused: false, 6, 5, 96, 112, 1),
        new(IsFused: false, 6, 8, 112, 192, 2),
    ];

    /// <summary>By the means and variances of ImageNet's colours.</summary>
    private protected override Node Preprocess(Node pixels) => pixels.Shape[2] != 3 ? base.Preprocess(pixels) : pixels.Then(
        new Rescaling(1 / 255.0),
        new Normalization([0.485f, 0.456f, 0.406f], [0.229f * 0.229f, 0.224f * 0.224f, 0.225f * 0.225f]));
}

/// <summary>EfficientNetV2-B0, for 224x224: 7.2 million weights.</summary>
public sealed record EfficientNetV2B0() : EfficientNetV2Base(width: 1, depth: 1, size: 224);

/// <summary>EfficientNetV2-B1, for 240x240: 8.2 million weights.</summary>
public sealed record EfficientNetV2B1() : EfficientNetV2Base(width: 1, depth: 1.1, size: 240);

/// <summary>EfficientNetV2-B2, for 260x260: 10.2 million weights.</summary>
public sealed record EfficientNetV2B2() : EfficientNetV2Base(width: 1.1, depth: 1.2, size: 260);

/// <summary>EfficientNetV2-B3, for 300x300: 14.5 million weights.</summary>
public sealed record EfficientNetV2B3() : EfficientNetV2Base(width: 1.2, depth: 1.4, size: 300);
