using System.Numerics.Tensors;

using Weft.Data;

namespace Weft.Explain;

/// <summary>What a network makes of pictures on the way: features that stand for a picture, the maps that a layer gives, a convolution's
/// filters.</summary>
/// <remarks>Layers go by name, with the models they are in where several have it: <c>conv2d_3</c>, <c>resnet18/conv5</c>.</remarks>
public static class Features
{
    /// <summary>The layer whose values are the features of a model: what its last layer with weights is given.</summary>
    /// <exception cref="ShapeException">No layer has weights.</exception>
    public static string LayerOf(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return LayerValue.LastHidden(model).Name;
    }

    /// <summary>The features of every sample of a data set: <c>[count, features]</c>. Of a layer's maps, each one's mean.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The samples; targets are not needed.</param>
    /// <param name="layer">The layer; null for that of <see cref="LayerOf"/>.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The model has no such layer.</exception>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    public static Tensor Of(Model model, Dataset data, string? layer = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        Node node = (layer is null ? LayerValue.LastHidden(model) : LayerValue.Named(model, layer)).Node;
        Tensor values = model.ValuesOf(data, node, cancellationToken);
        return node.Shape.Rank == 3 ? Means(values) : values.Reshape([data.Count, node.Shape.Size]);
    }

    /// <summary>The features of one sample: <c>[features]</c>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">What <see cref="Model.Predict(Tensor)"/> takes for one sample.</param>
    /// <param name="layer">The layer; null for that of <see cref="LayerOf"/>.</param>
    /// <exception cref="ArgumentException">The model has no such layer.</exception>
    /// <exception cref="ShapeException">The sample has another shape.</exception>
    public static Tensor Of(Model model, Tensor sample, string? layer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Tensor one = Of(model, new TensorDataset(model.OneSample(sample, nameof(Features)), (int[])[0], "sample"), layer);
        return one.Reshape([one.Size]);
    }

    /// <summary>What a layer gives for a picture: <c>[height, width, channels]</c>, a map for each channel.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">What <see cref="Model.Predict(Tensor)"/> takes for one sample.</param>
    /// <param name="layer">The layer; null for the last one that gives maps.</param>
    /// <exception cref="ArgumentException">The model has no such layer.</exception>
    /// <exception cref="ShapeException">The sample has another shape, or the layer gives no maps.</exception>
    public static Tensor Maps(Model model, Tensor sample, string? layer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Node node = (layer is null ? LayerValue.LastSpatial(model) : LayerValue.Spatial(model, layer)).Node;
        return model.ValuesOf(model.OneSample(sample, nameof(Features)), node).Reshape(node.Shape);
    }

    /// <summary>The filters of a convolution: a copy of its kernel, <c>[height, width, in, out]</c>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The layer; null for the first convolution.</param>
    /// <exception cref="ArgumentException">The model has no such layer.</exception>
    /// <exception cref="ShapeException">It is no convolution.</exception>
    public static Tensor Filters(Model model, string? layer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Weight? kernel = layer is null
            ? LayerValue.All(model.Graph, prefix: "").Select(value => KernelOf(value.Node.Layer))
                .FirstOrDefault(weight => weight is not null)
            : KernelOf(LayerValue.Named(model, layer).Node.Layer);
        return kernel is null
            ? throw new ShapeException($"Model '{model.Name}': expected a convolution, with a kernel [height, width, in, out], got "
                + $"{(layer is null ? "none" : $"'{layer}'")}. "
                + "Name a layer that is one.")
            : new Tensor(kernel.Shape, kernel.Span.ToArray());
    }

    private static Weight? KernelOf(BuiltLayer layer) =>
        layer.Inner is null ? layer.Weights.FirstOrDefault(weight => weight.Shape.Rank == 4) : null;

    private static Tensor Means(Tensor maps)
    {
        (int count, int places, int channels) = (maps.Shape[0], maps.Shape[1] * maps.Shape[2], maps.Shape[3]);
        Tensor means = new([count, channels]);
        for (int sample = 0; sample < count; sample++)
        {
            Span<float> mean = means.Row(sample);
            for (int place = 0; place < places; place++)
            {
                TensorPrimitives.Add(mean, maps.Row(sample).Slice(place * channels, channels), mean);
            }

            TensorPrimitives.Divide(mean, places, mean);
        }

        return means;
    }
}
