namespace Weft.Applications;

/// <summary>EfficientNetV2-S, for 384x384: 21.6 million weights.</summary>
public sealed record EfficientNetV2S() : EfficientNetV2(width: 1, depth: 1, size: 384)
{
    private protected override IReadOnlyList<Stage> Stages =>
    [
        new(IsFused: true, 1, 2, 24, 24, 1),
        new(IsFused: true, 4, 4, 24, 48, 2),
        new(IsFused: true, 4, 4, 48, 64, 2),
        new(IsFused: false, 4, 6, 64, 128, 2),
        new(IsFused: false, 6, 9, 128, 160, 1),
        new(IsFused: false, 6, 15, 160, 256, 2),
    ];
}

/// <summary>EfficientNetV2-M, for 480x480: 54.4 million weights.</summary>
public sealed record EfficientNetV2M() : EfficientNetV2(width: 1, depth: 1, size: 480)
{
    private protected override IReadOnlyList<Stage> Stages =>
    [
        new(IsFused: true, 1, 3, 24, 24, 1),
        new(IsFused: true, 4, 5, 24, 48, 2),
        new(IsFused: true, 4, 5, 48, 80, 2),
        new(IsFused: false, 4, 7, 80, 160, 2),
        new(IsFused: false, 6, 14, 160, 176, 1),
        new(IsFused: false, 6, 18, 176, 304, 2),
        new(IsFused: false, 6, 5, 304, 512, 1),
    ];
}

/// <summary>EfficientNetV2-L, for 480x480: 119 million weights.</summary>
public sealed record EfficientNetV2L() : EfficientNetV2(width: 1, depth: 1, size: 480)
{
    private protected override IReadOnlyList<Stage> Stages =>
    [
        new(IsFused: true, 1, 4, 32, 32, 1),
        new(IsFused: true, 4, 7, 32, 64, 2),
        new(IsFused: true, 4, 7, 64, 96, 2),
        new(IsFused: false, 4, 10, 96, 192, 2),
        new(IsFused: false, 6, 19, 192, 224, 1),
        new(IsFused: false, 6, 25, 224, 384, 2),
        new(IsFused: false, 6, 7, 384, 640, 1),
    ];
}
