using Weft.Layers;

namespace Weft.Training;

/// <summary>Checks that a model's last layer gives what its loss takes.</summary>
internal static class CompileCheck
{
    /// <exception cref="ShapeException">It does not.</exception>
    public static void Run(Sequential model, Loss loss)
    {
        BuiltLayer last = model.Layers.Count > 0
            ? model.Layers[^1]
            : throw new ShapeException($"Sequential '{model.Name}': expected at least one layer before Compile, got none. Add layers first.");
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
        RandomLayers(model);
        ActivationKind end = last.Layer.LastActivation.Kind;
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

    // A random layer takes no gradient back.
    private static void RandomLayers(Sequential model)
    {
        BuiltLayer? trained = model.Layers.FirstOrDefault(layer => layer.Weights.Any(weight => weight.Trainable));
        IEnumerable<BuiltLayer> behind = model.Layers.SkipWhile(layer => layer != trained);
        if (behind.Concat(model.Layers.SelectMany(Inner)).FirstOrDefault(layer => layer.Layer is RandomLayer) is { } late)
        {
            string place = model.Layers.Contains(late) ? $"behind {trained}" : "inside a Residual";
            throw new ShapeException($"{late}: expected a place before the first layer with weights to train, got one {place}. Move it to the model's beginning.");
        }
    }

    private static IEnumerable<BuiltLayer> Inner(BuiltLayer layer) => layer.Body.Concat(layer.Shortcut).SelectMany(inner => Inner(inner).Prepend(inner));
}
