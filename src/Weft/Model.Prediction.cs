using System.Numerics.Tensors;

using Weft.Data;
using Weft.Engine;
using Weft.Kernels;
using Weft.Layers;
using Weft.Training;

namespace Weft;

public partial class Model
{
    private Predictor? _predictor;
    private WeightWatch? _watch;

    /// <summary>What pixels are multiplied with before they enter the model: 1 where it begins with its own <see cref="Rescaling"/> or a <see cref="Normalization"/> of bytes, 1/255 otherwise. Layers in front that change pictures at random, their size or their borders do not count.</summary>
    public float PixelScale => Metadata.PixelScale ?? (Graph.Leaves.FirstOrDefault(built => !KeepsRange(built.Layer)) is { } first && TakesBytes(first) ? 1 : 1f / 255);

    /// <summary>What is added to pixels after <see cref="PixelScale"/>; 0 where the model's metadata do not say.</summary>
    public float PixelOffset => Metadata.PixelOffset ?? 0;

    internal PixelScaling Pixels => new(PixelScale, PixelOffset);

    /// <summary>Whether what a layer gives lies in the range of what it takes, as far as a picture's values can tell: pixels are moved, resampled, cut off or put around.</summary>
    internal static bool KeepsRange(Layer layer) => layer is PictureLayer picture
        ? picture.Parts.All(part => part is PictureLayer)
        : layer is Resizing or CenterCrop or Cropping2D or ZeroPadding2D;

    // Numbers from 0 to 1 have neither a mean nor a deviation of more than 2.
    private static bool TakesBytes(BuiltLayer first)
    {
        const float most = 2;
        return first.Layer switch
        {
            // A pipeline that scales.
            Rescaling or PictureLayer => true,
            Normalization { Invert: false } given => Measure(given.Mean, 0).Any(mean => mean > most) || Measure(given.Variance, 1).Any(variance => variance > most * most),
            _ => false,
        };

        IEnumerable<float> Measure(IReadOnlyList<float>? values, int weight) => values ?? first.Weights[weight].Values;
    }

    /// <summary>The model's output for a batch of samples, or for one sample without a batch axis.</summary>
    /// <param name="x">Samples as the model's input layer takes them: <c>[batch, ...input]</c> or <c>[...input]</c>, a picture's last
    /// extent of 1 left out or given, or flat; in the order of <see cref="ArrayShape"/>. Data sets' pixels are scaled by <see cref="PixelScale"/>; these are not.</param>
    /// <returns><c>[batch, ...output]</c>, or <c>[...output]</c> for one sample.</returns>
    /// <exception cref="ShapeException">The samples are of another shape.</exception>
    /// <exception cref="DataException">The samples hold NaN or infinity.</exception>
    public Tensor Predict(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!SampleShape.IsOne(x.Shape, ArrayShape) && !SampleShape.IsBatch(x.Shape, ArrayShape))
        {
            throw new ShapeException($"Predict: expected samples of shape {ArrayShape} or {ArrayShape.ToBatchString()} for model '{Name}', got {x.Shape}. Reshape or resize them.");
        }

        x = ChannelsLast(x, InputShape);
        bool single = SampleShape.IsOne(x.Shape, InputShape);

        return single ? PredictOne(x, OutputShape)
            : x.Shape[0] == 1 ? PredictOne(x, OutputShape.Prepend(1))
            : Predict(new TensorDataset(x, new int[x.Shape[0]], "samples"));
    }

    /// <summary>The model's output for every sample of a data set: <c>[count, ...output]</c>.</summary>
    /// <param name="data">The samples; targets are not needed.</param>
    /// <param name="cancellationToken">Ends the prediction with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    public Tensor Predict(Dataset data, CancellationToken cancellationToken = default)
    {
        Tensor outputs = Answers(data, cancellationToken);
        Temper(outputs.Span);
        return outputs;
    }

    // Before any temperature.
    private Tensor Answers(Dataset data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        Tensor outputs = new(OutputShape.Prepend(data.Count));
        if (data.Count == 0)
        {
            return outputs;
        }

        data = DataCheck.Shape(this, data, nameof(Predict));
        Run(data, outputs);
        if (Flips)
        {
            Tensor mirrored = new(outputs.Shape);
            Run(new MirroredDataset(data), mirrored);
            Average(outputs, mirrored);
        }

        return outputs;

        void Run(Dataset samples, Tensor results) =>
            Predictor.Run(WholeBatch(samples), new Inference.Results([results.Values], [], []), Threads, cancellationToken);
    }

    /// <summary>All outputs of a model of one or several inputs, for a batch of samples, as its layers give them: <see cref="ModelMetadata.TestTimeFlip"/> and <see cref="ModelMetadata.Temperature"/> do not count.</summary>
    /// <param name="inputs">For each input its samples: <c>[batch, ...input]</c>.</param>
    /// <returns>For each output <c>[batch, ...output]</c>.</returns>
    /// <exception cref="ShapeException">There are more or fewer inputs, or one has another shape.</exception>
    /// <exception cref="DataException">The samples hold NaN or infinity.</exception>
    public IReadOnlyList<Tensor> PredictAll(params IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        int count = inputs.Count == 0 || inputs[0].Shape.Rank == 0 ? 0 : inputs[0].Shape[0];
        if (!inputs.Select(input => input.Shape).SequenceEqual(Inputs.Select(input => ArrayShapeOf(input.Shape).Prepend(count))))
        {
            throw new ShapeException(
                $"PredictAll: expected samples {string.Join(" and ", Inputs.Select(input => ArrayShapeOf(input.Shape).ToBatchString()))} for model '{Name}', got {string.Join(" and ", inputs.Select(input => input.Shape))}. Reshape them.");
        }

        inputs = [.. inputs.Zip(Inputs, (x, input) => ChannelsLast(x, input.Shape))];

        Tensor[] outputs = [.. Outputs.Select(output => new Tensor(output.Shape.Prepend(count)))];
        if (count > 0)
        {
            TensorDataset data = new(inputs.Count == 1 ? inputs[0] : SideBySide(inputs, count), new int[count], "samples");
            DataCheck.Finite(data, nameof(PredictAll));
            Predictor.Run(WholeBatch(data), new Inference.Results([.. outputs.Select(output => output.Values)], [], []), Threads);
        }

        return outputs;
    }

    // A sample of several inputs is one row: the engine takes it apart.
    private static Tensor SideBySide(IReadOnlyList<Tensor> inputs, int count)
    {
        int[] sizes = [.. inputs.Select(input => input.Values.Length / count)];
        Tensor rows = new([count, sizes.Sum()]);
        for (int sample = 0, at = 0; sample < count; sample++)
        {
            for (int i = 0; i < sizes.Length; at += sizes[i++])
            {
                inputs[i].Span.Slice(sample * sizes[i], sizes[i]).CopyTo(rows.Span[at..]);
            }
        }

        return rows;
    }

    // One sample needs no data set and no table of indices.
    private Tensor PredictOne(Tensor x, Shape outputShape)
    {
        if (!Elementwise.IsFinite(x.Span))
        {
            throw new DataException("Predict: expected numbers in every sample, sample 0 holds NaN or infinity. Remove or repair it.");
        }

        Tensor output = new(outputShape);
        Predictor.RunOne(x.Span, output.Span, Threads);
        if (Flips)
        {
            float[] picture = x.Span.ToArray();
            MirroredDataset.Mirror(picture, InputShape[1], InputShape[2]);
            Tensor mirrored = new(outputShape);
            Predictor.RunOne(picture, mirrored.Span, Threads);
            Average(output, mirrored);
        }

        Temper(output.Span);
        return output;
    }

    /// <summary>Whether an answer is the mean over a picture and its mirror image.</summary>
    private bool Flips => Metadata.TestTimeFlip && (InputShape.Rank == 3
        ? true
        : throw new ShapeException($"{Name}: expected pictures [height, width, channels] to mirror, as the model's TestTimeFlip asks for, got samples of {InputShape}. Set Metadata.TestTimeFlip to false."));

    private static void Average(Tensor outputs, Tensor mirrored)
    {
        TensorPrimitives.Add(outputs.Span, mirrored.Span, outputs.Span);
        TensorPrimitives.Multiply(outputs.Span, 0.5f, outputs.Span);
    }

    private Predictor Predictor
    {
        get
        {
            long changes = Watch.Changes;
            if (Volatile.Read(ref _predictor) is { } ready)
            {
                if (ready.Changes == changes)
                {
                    return ready;
                }

                if (Interlocked.CompareExchange(ref _predictor, null, ready) == ready)
                {
                    ready.Dispose();
                }
            }

            Predictor made = new(Graph, Seed, Convolutions) { Changes = changes };
            return Interlocked.CompareExchange(ref _predictor, made, null) ?? made;
        }
    }

    /// <summary>Gives back the memory of what predicts and evaluates, once those who do so now are done.</summary>
    internal void Release() => Changed();

    // Layers have come: what was compiled without them is stale.
    private protected void Rebuilt()
    {
        EndBatches();
        _session = null;
        Interlocked.Exchange(ref _watch, null);
        Interlocked.Exchange(ref _predictor, null)?.Dispose();
        Interlocked.Exchange(ref _evaluator, null)?.Dispose();
    }

    // Weights have changed, or how the model is compiled.
    private protected void Changed()
    {
        WeightsChanged();
        Interlocked.Exchange(ref _evaluator, null)?.Dispose();
    }

    // Weights are packed into the plans that predict when these are made; evaluation packs them each time.
    private void WeightsChanged()
    {
        Watch.Touch();
        Interlocked.Exchange(ref _predictor, null)?.Dispose();
    }

    // Other models may have the same weights, and change them.
    private WeightWatch Watch => Volatile.Read(ref _watch) ?? (_watch = new WeightWatch(Graph.Weights));
}
