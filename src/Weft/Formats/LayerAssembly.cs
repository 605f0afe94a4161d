using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>Puts the layers of config.json and their values together.</summary>
/// <param name="weights">Where values come from; null for layers without any.</param>
/// <param name="weft">What Keras' files have no place for.</param>
internal sealed class LayerAssembly(WeightsReader? weights, JsonObject weft)
{
    /// <exception cref="ModelFileException">A layer does not fit the one before it, or its weights.</exception>
    public List<StoredLayer> Assemble(IReadOnlyList<DescribedLayer> described, Shape shape)
    {
        List<StoredLayer> layers = [];
        foreach (DescribedLayer one in described)
        {
            StoredLayer layer = Assemble(one, shape);
            layers.Add(layer);
            shape = Infer(layer.Layer, shape).Output;
        }

        return layers;
    }

    /// <summary>Where the optimizer stands: the file has its variables in the order of its list, a model in its own.</summary>
    public static StoredOptimizerState? OptimizerState(WeightsReader weights, Optimizer optimizer, IReadOnlyList<StoredLayer> layers, List<string> notes)
    {
        StoredLayer[] leaves = [.. layers.SelectMany(layer => layer.Leaves)];
        StoredLayer[] inFile = [.. leaves.OrderBy(leaf => leaf.Position)];
        if (weights.Optimizer(optimizer, [.. inFile.SelectMany(leaf => leaf.TrainableSpecs)], notes) is not { } state)
        {
            return null;
        }

        Dictionary<StoredLayer, IReadOnlyList<Tensor>[]> byLayer = new(ReferenceEqualityComparer.Instance);
        int next = 0;
        foreach (StoredLayer leaf in inFile)
        {
            byLayer[leaf] = [.. leaf.TrainableSpecs.Select(_ => state.Slots[next++])];
        }

        return state with { Slots = [.. leaves.SelectMany(leaf => byLayer[leaf])] };
    }

    private StoredLayer Assemble(DescribedLayer described, Shape shape)
    {
        Layer layer = WeftMember.Complete(described.Layer, weft);
        if (layer is not Residual block)
        {
            IReadOnlyList<WeightSpec> specs = Infer(layer, shape).Specs;
            return new StoredLayer(layer, described.Name, shape, weights?.Layer(described, specs) ?? []) { Position = described.Position };
        }

        List<StoredLayer> body = Assemble(described.Body, shape), shortcut = Assemble(described.Shortcut, shape);
        if (weft.Count == 0 && shortcut.Count > body.Count)
        {
            // Weft names the body first, others name either; there the longer branch is what a reader would call the body.
            (body, shortcut) = (shortcut, body);
        }

        Residual whole = new(block.Activation, [.. shortcut.Select(inner => inner.Layer)]) { Name = block.Name };
        foreach (StoredLayer inner in body)
        {
            whole.Add(inner.Layer);
        }

        Shape output = Infer(whole, shape).Output;
        if (shortcut.Count == 0 && output != shape)
        {
            throw new ModelFileException($"config.json: expected both inputs of Add '{described.Name}' to be of one shape, got {output.ToBatchString()} and {shape.ToBatchString()}.");
        }

        return new StoredLayer(whole, described.Name, shape, [.. body.Concat(shortcut).SelectMany(inner => inner.Weights)]) { Body = body, Shortcut = shortcut, Position = described.Position };
    }

    private static (Shape Output, IReadOnlyList<WeightSpec> Specs) Infer(Layer layer, Shape input)
    {
        try
        {
            (Shape output, IReadOnlyList<WeightSpec> specs) = (layer.OutputShape(input), layer.Weights(input));
            foreach (WeightSpec spec in specs)
            {
                spec.Check($"{layer.Name}/{spec.Name}");
            }

            return (output, specs);
        }
        catch (Exception error) when (error is ShapeException or OverflowException or ArgumentException)
        {
            throw new ModelFileException($"config.json: {layer.KerasName} '{layer.Name}' does not take an input of shape {input.ToBatchString()}: {error.Message}", error);
        }
    }
}
