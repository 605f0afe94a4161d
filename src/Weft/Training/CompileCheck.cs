using Weft.Layers;

namespace Weft.Training;

/// <summary>Checks that a model's last layer gives what its loss takes.</summary>
internal static class CompileCheck
{
    /// <exception cref="ShapeException">It does not.</exception>
    public static void Run(Model model, Loss loss)
    {
        if (model is not { Inputs.Count: 1, Outputs.Count: 1 })
        {
            throw new ShapeException($"Model '{model.Name}': expected one input and one output to train by, got {model.Inputs.Count} and {model.Outputs.Count}. "
                + "PredictAll predicts with such a model; train one of a part of it.");
        }

        BuiltLayer last = model.Graph.Leaves.Any()
            ? model.Output.Layer
            : throw new ShapeException($"Model '{model.Name}': expected at least one layer before Compile, got none. Add layers first.");
        Shape output = model.OutputShape;
        if (output.Rank != 1)
        {
            throw new ShapeException($"{loss.KerasName}: expected output [batch, units], got {output.ToBatchString()} from {last}. End the model in Flatten or a global pooling and Dense.");
        }

        if (loss.IsCategorical && output[0] < 2)
        {
            throw new ShapeException($"{loss.KerasName}: expected at least 2 outputs, got {output[0]} from {last}. Use BinaryCrossentropy, or one unit per class.");
        }

        loss.Check(output[0]);
        RandomLayers(model.Graph, []);
        ActivationKind end = model.LastActivation.Kind;
        bool? fromLogits = loss.WantsLogits;
        bool isProbability = end is ActivationKind.Softmax or ActivationKind.Sigmoid or ActivationKind.HardSigmoid;
        string fit = loss.IsCategorical ? "Softmax" : "Sigmoid";
        if (fromLogits == false && !isProbability)
        {
            throw new ShapeException($"{loss.KerasName}: expected probabilities, got {end} outputs from {last}. End the model in Activation.{fit}, or pass fromLogits: true.");
        }

        if (fromLogits == true && isProbability)
        {
            throw new ShapeException($"{loss.KerasName}: expected logits, got {end} outputs from {last}. Leave the activation away, or pass fromLogits: false.");
        }
    }

    // What changes pictures takes no gradient back. What lies behind a trained layer is known by that layer.
    private static void RandomLayers(ModelGraph graph, Dictionary<Node, BuiltLayer> behind)
    {
        foreach (LayerCall call in graph.Calls)
        {
            BuiltLayer? before = call.Inputs.Select(input => behind.GetValueOrDefault(input)).FirstOrDefault(layer => layer is not null);
            if (call.Layer.Inner is { } inner)
            {
                Dictionary<Node, BuiltLayer> inside = [];
                Carry(call.Inputs, behind, inner.Inputs, inside);
                RandomLayers(inner, inside);
                Carry(inner.Outputs, inside, call.Outputs, behind);
                continue;
            }

            if (before is not null && call.Layer.Layer is PictureLayer)
            {
                throw new ShapeException($"{call.Layer}: expected a place before the first layer with weights to train, got one behind {before}. Move it to the model's beginning.");
            }

            if ((before ?? (call.Layer.Weights.Any(weight => weight.Trainable) ? call.Layer : null)) is { } trained)
            {
                behind[call.Outputs[0]] = trained;
            }
        }

        static void Carry(IReadOnlyList<Node> from, Dictionary<Node, BuiltLayer> known, IReadOnlyList<Node> to, Dictionary<Node, BuiltLayer> target)
        {
            foreach ((Node one, Node other) in from.Zip(to))
            {
                if (known.TryGetValue(one, out BuiltLayer? layer))
                {
                    target[other] = layer;
                }
            }
        }
    }
}
