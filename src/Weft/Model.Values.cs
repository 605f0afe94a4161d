using Weft.Data;
using Weft.Engine;
using Weft.Training;

namespace Weft;

public partial class Model
{
    /// <summary>Values inside the model: what a layer gives, of this model or of a model in it, as the model predicts.</summary>
    /// <remarks>
    /// Keras' <c>Model(model.inputs, layer.output).predict(x)</c>, with no second model: <c>model.ValuesOf(x,
    /// model.Layers["conv2d"].Output)</c>.
    /// </remarks>
    /// <param name="x">Samples as the model's input layer takes them: <c>[batch, ...input]</c>.</param>
    /// <param name="node">The value.</param>
    /// <returns><c>[batch, ...shape]</c>.</returns>
    /// <exception cref="ShapeException">The samples have another shape, or the value does not belong to the model.</exception>
    /// <exception cref="DataException">The samples hold NaN or infinity.</exception>
    public Tensor ValuesOf(Tensor x, Node node)
    {
        ArgumentNullException.ThrowIfNull(x);
        RequireSamples(x, nameof(ValuesOf));
        return ValuesOf(new TensorDataset(x, new int[x.Shape[0]], "samples"), node);
    }

    /// <summary>Values inside the model for every sample of a data set, pixels scaled as the model takes them: <c>[count,
    /// ...shape]</c>.</summary>
    /// <param name="data">The samples; targets are not needed.</param>
    /// <param name="node">The value.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ShapeException">The value does not belong to the model.</exception>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    public Tensor ValuesOf(Dataset data, Node node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(node);
        data = DataCheck.Shape(this, data, nameof(ValuesOf));
        return Run(data, new PlanOptions(Seed, Training: false, Loss: null, Metrics: [], Convolutions) { UpTo = node }, node.Shape,
            cancellationToken);
    }

    /// <summary>The outputs before the softmax or sigmoid at the model's end, or with it; temperature and mirrored pictures do not
    /// count.</summary>
    internal Tensor AnswersTo(Tensor x, bool logits)
    {
        RequireSamples(x, nameof(AnswersTo));
        Dataset data = DataCheck.Shape(this, new TensorDataset(x, new int[x.Shape[0]], "samples"), nameof(AnswersTo));
        return Run(data, new PlanOptions(Seed, Training: false, Loss: null, Metrics: [], Convolutions) { ToLogits = logits }, OutputShape,
            default);
    }

    /// <summary>One sample as the model computes with it, with a batch axis: from any form that <see cref="Predict(Tensor)"/>
    /// takes.</summary>
    /// <exception cref="ShapeException">It is no one sample of the model's.</exception>
    internal Tensor OneSample(Tensor sample, string who)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.Shape == InputShape || sample.Shape == InputShape.Prepend(1))
        {
            return sample.Reshape(InputShape.Prepend(1));
        }

        bool isBatch = !SampleShape.IsOne(sample.Shape, ArrayShape) && SampleShape.IsBatch(sample.Shape, ArrayShape)
            && sample.Shape[0] == 1;
        return isBatch || SampleShape.IsOne(sample.Shape, ArrayShape)
            ? ChannelsLast(sample, InputShape).Reshape(InputShape.Prepend(1))
            : throw new ShapeException(
                $"{who}: expected one sample {ArrayShape} for model '{Name}', got {sample.Shape}. Reshape or resize it.");
    }

    private Tensor Run(Dataset data, PlanOptions options, Shape shape, CancellationToken cancellationToken)
    {
        Tensor values = new(shape.Prepend(data.Count));
        using Inference inference = new(PlanCompiler.Compile(Graph, options));
        inference.Run(WholeBatch(data), new Inference.Results([values.Values], [], []), Threads, cancellationToken);
        return values;
    }

    private void RequireSamples(Tensor x, string who)
    {
        if (x.Shape.Rank == 0 || x.Shape[0] == 0 || x.Shape != InputShape.Prepend(x.Shape[0]))
        {
            throw new ShapeException(
                $"{who}: expected samples {InputShape.ToBatchString()} for model '{Name}', got {x.Shape}. Reshape them.");
        }
    }
}
