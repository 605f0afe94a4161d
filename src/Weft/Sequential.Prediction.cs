using System.Numerics.Tensors;

using Weft.Data;
using Weft.Engine;
using Weft.Layers;
using Weft.Training;

namespace Weft;

public sealed partial class Sequential
{
    private const int FewPredictions = 16;

    private readonly Lock _compiling = new();
    private Inference? _prediction;
    private DividedInference? _dividedPrediction;
    private int _singlePredictions;

    /// <summary>What pixels are multiplied with before they enter the model: 1 where it begins, random layers aside, with its own <see cref="Rescaling"/> or a <see cref="Normalization"/> of bytes, 1/255 otherwise.</summary>
    public float PixelScale => Metadata.PixelScale ?? (_layers.Find(built => built.Layer is not RandomLayer) is { } first && TakesBytes(first) ? 1 : 1f / 255);

    // Numbers from 0 to 1 have neither a mean nor a deviation of more than 2.
    private static bool TakesBytes(BuiltLayer first)
    {
        const float most = 2;
        return first.Layer switch
        {
            Rescaling => true,
            Normalization { Invert: false } given => Measure(given.Mean, 0).Any(mean => mean > most) || Measure(given.Variance, 1).Any(variance => variance > most * most),
            _ => false,
        };

        IEnumerable<float> Measure(IReadOnlyList<float>? values, int weight) => values ?? first.Weights[weight].Values;
    }

    /// <summary>The model's output for a batch of samples, or for one sample without a batch axis.</summary>
    /// <param name="x">Samples as the model's input layer takes them: <c>[batch, ...input]</c> or <c>[...input]</c>. Data sets' pixels are scaled by <see cref="PixelScale"/>; these are not.</param>
    /// <returns><c>[batch, ...output]</c>, or <c>[...output]</c> for one sample.</returns>
    /// <exception cref="ShapeException">The samples are of another shape.</exception>
    /// <exception cref="DataException">The samples hold NaN or infinity.</exception>
    public Tensor Predict(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        bool single = x.Shape == InputShape;
        if (!single && (x.Shape.Rank != InputShape.Rank + 1 || !x.Shape.Skip(1).SequenceEqual(InputShape)))
        {
            throw new ShapeException($"Predict: expected samples of shape {InputShape} or {InputShape.ToBatchString()} for model '{Name}', got {x.Shape}. Reshape or resize them.");
        }

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

        DataCheck.Shape(this, data, nameof(Predict));
        Run(data, outputs);
        if (Flips)
        {
            Tensor mirrored = new(outputs.Shape);
            Run(new MirroredDataset(data), mirrored);
            Average(outputs, mirrored);
        }

        return outputs;

        void Run(Dataset samples, Tensor results)
        {
            Inference plan = EnterPrediction();
            try
            {
                plan.Run(WholeBatch(samples), new Inference.Results(results.Values, [], []), Threads, cancellationToken);
            }
            finally
            {
                plan.Leave();
            }
        }
    }

    // One sample needs no data set and no table of indices.
    private Tensor PredictOne(Tensor x, Shape outputShape)
    {
        if (!TensorPrimitives.IsFiniteAll<float>(x.Span))
        {
            throw new DataException("Predict: expected numbers in every sample, sample 0 holds NaN or infinity. Remove or repair it.");
        }

        Tensor output = new(outputShape);
        RunOne(x.Span, output.Span);
        if (Flips)
        {
            float[] picture = x.Span.ToArray();
            MirroredDataset.Mirror(picture, InputShape[1], InputShape[2]);
            Tensor mirrored = new(outputShape);
            RunOne(picture, mirrored.Span);
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

    private void RunOne(ReadOnlySpan<float> sample, Span<float> output)
    {
        if (Threads > 1 && Environment.ProcessorCount > 1 && DividedPrediction() is { } divided && divided.TryEnter())
        {
            try
            {
                divided.Run(sample, output, Threads);
            }
            finally
            {
                divided.Leave();
            }

            return;
        }

        Inference plan = EnterPrediction();
        try
        {
            plan.RunOne(sample, output);
        }
        finally
        {
            plan.Leave();
        }
    }

    // A second copy of the weights, packed for one sample on several threads: for those who predict more than a few, and not worth its making before.
    private DividedInference? DividedPrediction()
    {
        if (Volatile.Read(ref _singlePredictions) < FewPredictions && Interlocked.Increment(ref _singlePredictions) == FewPredictions)
        {
            Plan plan = CompilePrediction(divideFrom: DividedInference.HandOver);
            if (plan.IsDivided)
            {
                Interlocked.Exchange(ref _dividedPrediction, new DividedInference(plan, EnterPrediction()))?.Dispose();
            }
            else
            {
                plan.Dispose();
            }
        }

        return Volatile.Read(ref _dividedPrediction);
    }

    // Whoever enters has to leave.
    private Inference EnterPrediction()
    {
        if (Volatile.Read(ref _prediction) is { } ready && ready.TryEnter())
        {
            return ready;
        }

        lock (_compiling)
        {
            Inference plan;
            do
            {
                plan = _prediction ??= new Inference(CompilePrediction());
            }
            while (!plan.TryEnter());
            return plan;
        }
    }

    /// <summary>Compiles the model for predictions; with <paramref name="divideFrom"/> for one sample on several threads.</summary>
    internal Plan CompilePrediction(double? divideFrom = null) =>
        PlanCompiler.Compile(_layers, InputShape, new PlanOptions(Seed, Training: false, Loss: null, Metrics: [], Convolutions) { DivideFrom = divideFrom });

    // Weights or layers have changed: what was compiled from them is stale.
    private void Changed()
    {
        WeightsChanged();
        Interlocked.Exchange(ref _evaluation, null)?.Dispose();
    }

    // Weights are packed into the plans that predict when these are made; evaluation packs them each time.
    private void WeightsChanged()
    {
        Interlocked.Exchange(ref _prediction, null)?.Dispose();
        Interlocked.Exchange(ref _dividedPrediction, null)?.Dispose();
        _singlePredictions = 0;
    }
}
