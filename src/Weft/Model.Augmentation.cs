using Weft.Data;
using Weft.Engine;
using Weft.Layers;
using Weft.Training;

namespace Weft;

public partial class Model
{
    /// <summary>Pictures as training sees them: a data set as one batch, through all layers up to the last random one, in whatever model inside that stands.</summary>
    /// <param name="data">The pictures. Their order is the batch's; draws depend on the place in it.</param>
    /// <param name="step">The training step whose draws to make, counted from 0; other steps draw otherwise.</param>
    /// <param name="mixing">How training mixes the pictures of a batch; null for not at all.</param>
    /// <returns><c>[count, ...]</c>, values as the layer behind gets them. Without a random layer these are the scaled pictures.</returns>
    /// <exception cref="DataException">The data does not fit the model, or a random layer's value range not the data.</exception>
    /// <exception cref="ShapeException">CutMix, and samples that are no pictures.</exception>
    public Tensor Augment(Dataset data, long step = 0, Mixing? mixing = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        data = DataCheck.Shape(this, data, nameof(Augment));
        ValueRangeCheck.Run(this, data);
        Node last = Graph.LeafCalls.LastOrDefault(call => call.Layer.Layer is PictureLayer)?.Outputs[0] ?? Input;
        Shape output = last.Shape;
        Plan plan = PlanCompiler.Compile(Graph, new PlanOptions(Seed, Training: true, Loss: null, Metrics: [], Convolutions, mixing) { UpTo = last });
        float[] pictures = new float[data.Count * output.Size];
        Batch batch = WholeBatch(data);
        batch.Step = (ulong)step;
        using Inference inference = new(plan);
        inference.Run(batch, new Inference.Results([pictures], [], []), Threads);
        return new Tensor(output.Prepend(data.Count), pictures);
    }
}
