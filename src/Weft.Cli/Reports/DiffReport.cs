namespace Weft.Cli.Reports;

/// <summary>What <c>weft diff --json</c> writes.</summary>
/// <param name="OnlyInA">Layers that the first model alone has, by name.</param>
/// <param name="OnlyInB">Layers that the second model alone has.</param>
/// <param name="Layers">Layers of one name that are set otherwise.</param>
/// <param name="Settings">What else is set otherwise.</param>
/// <param name="Weights">Weights of one name that have other values.</param>
/// <param name="Outputs">What both make of the same samples; null where their inputs or outputs differ, or they have several.</param>
internal sealed record DiffReport(
    IReadOnlyList<string> OnlyInA,
    IReadOnlyList<string> OnlyInB,
    IReadOnlyList<LayerDifference> Layers,
    IReadOnlyList<LayerDifference> Settings,
    IReadOnlyList<WeightDifference> Weights,
    OutputDifference? Outputs)
{
    public bool IsSame => OnlyInA.Count + OnlyInB.Count + Layers.Count + Settings.Count + Weights.Count == 0 && Outputs is null or { Most: 0 };
}

/// <summary>Something that is set otherwise in the one model than in the other.</summary>
internal sealed record LayerDifference(string Name, string A, string B);

/// <summary>A weight with other values: how many, and how far apart; null where the shapes differ.</summary>
internal sealed record WeightDifference(string Name, string ShapeA, string ShapeB, int? Count, double? Most, double? Mean);

/// <summary>How far outputs are apart.</summary>
/// <param name="Samples">Of how many samples.</param>
/// <param name="AreRandom">Whether these were random numbers from 0 to 1.</param>
/// <param name="Most">The largest difference of an output.</param>
/// <param name="Mean">The mean difference.</param>
/// <param name="SameClass">For which part of the samples both have their largest output in one place.</param>
internal sealed record OutputDifference(int Samples, bool AreRandom, double Most, double Mean, double SameClass);
