using Weft.Layers;

namespace Weft.Training;

/// <summary>Checks that a model's last layer gives what its loss takes.</summary>
internal static class CompileCheck
{
    /// <exception cref="ShapeException">It does not.</exception>
    public static void Run(Model model, Loss loss)
    {
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

    // What changes pictures takes no gradient back.
    private static void RandomLayers(Model model)
    {
        HashSet<BuiltLayer> behind = [];
        foreach (LayerCall call in model.Graph.Calls)
        {
            BuiltLayer? before = call.Inputs.Select(input => input.Layer).FirstOrDefault(behind.Contains);
            if (before is not null && call.Layer.Layer is PictureLayer)
            {
                throw new ShapeException($"{call.Layer}: expected a place before the first layer with weights to train, got one behind {before}. Move it to the model's beginning.");
            }

            if (before is not null || call.Layer.Weights.Any(weight => weight.Trainable))
            {
                behind.Add(call.Layer);
            }
        }
    }
}
