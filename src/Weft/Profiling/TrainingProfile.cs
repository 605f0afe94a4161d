namespace Weft;

/// <summary>Where the time of a training step goes: made by <see cref="Model.Profile"/>.</summary>
/// <remarks>
/// One thread, the optimizer left out. What layers share (convolution, activation and pooling in one) is one entry.
/// Steps between layers are entries too: <c>input</c> fetches and scales samples, <c>loss</c> has the loss and the metrics.
/// </remarks>
public sealed class TrainingProfile
{
    internal TrainingProfile(int batchSize, IReadOnlyList<LayerProfile> layers) => (BatchSize, Layers) = (batchSize, layers);

    /// <summary>Samples per step.</summary>
    public int BatchSize { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<LayerProfile> Layers { get; }

    /// <summary>Multiply-adds by the layers' definitions, over the batch.</summary>
    public MultiplyAdds Nominal => Layers.Aggregate(default(MultiplyAdds), (sum, layer) => sum + layer.Nominal);

    /// <summary>Multiply-adds that the chosen algorithms did, over the batch.</summary>
    public MultiplyAdds Executed => Layers.Aggregate(default(MultiplyAdds), (sum, layer) => sum + layer.Executed);
}

/// <summary>The time of one layer, or of neighbours that run as one.</summary>
/// <param name="Name">The layer's name; <c>conv2d + max_pooling2d</c> where two run as one.</param>
/// <param name="ForwardMs">Milliseconds forward, per batch.</param>
/// <param name="WeightGradientMs">Milliseconds of the weights' gradients, per batch.</param>
/// <param name="InputGradientMs">Milliseconds of the input's gradient, per batch; for a layer without weights the whole way back.</param>
/// <param name="Nominal">Multiply-adds by the definition of convolution or product, over the batch: every window times the kernel.</param>
/// <param name="Executed">
/// Multiply-adds that the chosen algorithm did: Winograd's products per frequency (its transforms, which are additions, are not counted), or the windows behind a
/// pooling that had a gradient.
/// </param>
public sealed record LayerProfile(string Name, double ForwardMs, double WeightGradientMs, double InputGradientMs, MultiplyAdds Nominal, MultiplyAdds Executed);
