namespace Weft.Backbones.Opening;

/// <summary>Cuts a network into stages: where the resolution of what it sees is halved, a new one begins.</summary>
/// <remarks>
/// A layer's scale is <c>round(log2(picture / image))</c> of its images' sides, so that borders do not matter. What is no image, such as the
/// weights of channels in a squeeze-and-excite block, goes with what it is made of. A network with fewer than <see cref="Least"/>
/// scales, such as a vision transformer, is cut into <see cref="Parts"/> runs with as many weights to learn each.
/// </remarks>
internal static class StageCut
{
    private const int Least = 3;
    private const int Parts = 5;

    /// <summary>The stages, from the picture to the features.</summary>
    public static IReadOnlyList<BackboneStage> Of(Model features)
    {
        LayerCall[] calls = [.. features.Graph.Calls.Where(call => call.Inputs.Count > 0).DistinctBy(call => call.Layer)];
        Dictionary<Node, int> scales = [];
        foreach (LayerCall call in features.Graph.Calls)
        {
            int inherited = call.Inputs.Count == 0 ? 0 : call.Inputs.Max(input => scales[input]);
            foreach (Node output in call.Outputs)
            {
                scales[output] = ScaleOf(output.Shape, features.InputShape) ?? inherited;
            }
        }

        BackboneStage[] stages = [.. calls
            .GroupBy(call => scales[call.Outputs[0]])
            .OrderBy(group => group.Key)
            .Select(group => new BackboneStage([.. group.Select(call => call.Layer.Name)], group.Key))];
        return stages.Count(stage => Learns(features, stage)) >= Least ? stages : Runs(calls);
    }

    private static int? ScaleOf(Shape image, Shape picture) => image.Rank == 3 && image[0] * image[1] > 1
        ? (int)Math.Round(Math.Log2((double)picture[0] / image[0]))
        : null;

    private static bool Learns(Model features, BackboneStage stage) =>
        features.Layers.Any(layer => layer.Weights.Count > 0 && stage.Layers.Contains(layer.Name));

    private static BackboneStage[] Runs(LayerCall[] calls)
    {
        int all = calls.Count(call => call.Layer.Weights.Count > 0), before = 0;
        List<string>[] runs = [.. Enumerable.Range(0, Math.Clamp(all, 1, Parts)).Select(_ => new List<string>())];
        foreach (LayerCall call in calls)
        {
            runs[Math.Min(runs.Length - 1, before * runs.Length / Math.Max(1, all))].Add(call.Layer.Name);
            before += call.Layer.Weights.Count > 0 ? 1 : 0;
        }

        return [.. runs.Select(run => new BackboneStage(run, null))];
    }
}
