using Weft.Layers;

namespace Weft.Formats;

/// <summary>Everything a saved model holds, between a model and a file format.</summary>
internal sealed record ModelFile
{
    public required string Name { get; init; }

    public required Shape InputShape { get; init; }

    /// <summary>The layers with their final names, each with its weights in Keras' order.</summary>
    public required IReadOnlyList<StoredLayer> Layers { get; init; }

    /// <summary>The layers that have weights of their own, in the model's order.</summary>
    public IEnumerable<StoredLayer> Leaves => Layers.SelectMany(layer => layer.Leaves);

    public Optimizer? Optimizer { get; init; }

    public Loss? Loss { get; init; }

    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Null before the first training step.</summary>
    public StoredOptimizerState? OptimizerState { get; init; }

    /// <summary>Whether the optimizer's variables are written: before the first step those are its iteration and its rate.</summary>
    public bool KeepsOptimizer { get; init; } = true;

    public ModelMetadata Metadata { get; init; } = new();

    /// <summary>What the file holds that Weft does not have and that a prediction does not need, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A layer, the shape it was built for, and its weights.</summary>
internal sealed record StoredLayer(Layer Layer, string Name, Shape InputShape, IReadOnlyList<Tensor> Weights)
{
    /// <summary>The layers in a residual block's body; its weights are theirs.</summary>
    public IReadOnlyList<StoredLayer> Body { get; init; } = [];

    /// <summary>The layers in a residual block's shortcut.</summary>
    public IReadOnlyList<StoredLayer> Shortcut { get; init; } = [];

    /// <summary>Where the layer stands in the file's flat list, which is the order of the optimizer's variables.</summary>
    public int Position { get; init; }

    /// <summary>This layer, or those inside it, in the model's order.</summary>
    public IEnumerable<StoredLayer> Leaves => Layer is Residual ? Body.Concat(Shortcut).SelectMany(inner => inner.Leaves) : [this];

    /// <summary>The weights that an optimizer has variables for.</summary>
    public IEnumerable<WeightSpec> TrainableSpecs => Layer.Weights(InputShape).Where(spec => spec.Trainable && Layer.Trainable);
}

/// <summary>Where an optimizer stands.</summary>
/// <param name="Iterations">Steps done.</param>
/// <param name="LearningRate">The current learning rate.</param>
/// <param name="Slots">For each trainable weight in order, its slots in Keras' order (Adam: m, v).</param>
internal sealed record StoredOptimizerState(long Iterations, double LearningRate, IReadOnlyList<IReadOnlyList<Tensor>> Slots);
