namespace Weft.Explain;

/// <summary>What of a sample speaks for a class, as an <see cref="Explainer"/> sees it.</summary>
public sealed record Explanation
{
    /// <summary>The class that is explained.</summary>
    public required int Class { get; init; }

    /// <summary>The class's figure that is explained: its logit or its probability. What a model of one unit says for its class 0 is its
    /// logit's opposite.</summary>
    public required double Score { get; init; }

    /// <summary>The method's signed values at its own resolution, <c>[rows, columns, channels]</c>; positive ones speak for the class, in
    /// units of the score as each method defines.</summary>
    public required Tensor Attribution { get; init; }

    /// <summary>The attribution over the picture, <c>[height, width]</c>, added up over channels, with the largest magnitude 1.</summary>
    public required Tensor Signed { get; init; }

    /// <summary>Where the model looks: <c>[height, width]</c>, from 0 to 1, which is the hottest; all 0 where nothing speaks for the
    /// class.</summary>
    public required Tensor Heat { get; init; }

    /// <summary>The layer that was looked at, with the models it is in: <c>resnet18/conv5</c>; null for methods that look at the input
    /// alone.</summary>
    public string? Layer { get; init; }
}
