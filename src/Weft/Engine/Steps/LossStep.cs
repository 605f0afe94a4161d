using System.Numerics.Tensors;

using Weft.Data;
using Weft.Kernels;

namespace Weft.Engine;

/// <summary>The end of a training plan: loss and metrics of a group, and the gradient of the loss by the model's output.</summary>
/// <remarks>When the model ends in a softmax, or a sigmoid, and the loss is the cross-entropy that goes with it, both are computed together from the logits.</remarks>
internal sealed class LossStep : Step
{
    private readonly Loss _loss;
    private readonly MetricStates _metrics;
    private readonly ActivationKind _activation;
    private readonly Mixer? _mixer;
    private readonly Slab _partner;
    private readonly Slab _target;
    private readonly Slab _prediction;
    private readonly Slab _slope;

    /// <param name="loss">The loss.</param>
    /// <param name="metrics">What is counted beside it.</param>
    /// <param name="activation">What the model would have put the input through, which is logits then; linear for nothing.</param>
    /// <param name="mixer">How samples of a batch, and so their targets, are mixed; null where they are not.</param>
    /// <param name="input">The model's output, or its logits.</param>
    /// <param name="arena">Where scratch memory comes from.</param>
    /// <exception cref="TrainingException">Samples are mixed, and the loss ignores some.</exception>
    public LossStep(Loss loss, IReadOnlyList<Metric> metrics, ActivationKind activation, Mixer? mixer, Value input, ArenaLayout arena)
        : base(input, input)
    {
        if (mixer is not null && loss.IgnoredClass is { } ignored)
        {
            throw new TrainingException(
                $"Fit: expected no mixing with a loss that ignores class {ignored}, for half a sample cannot be ignored. "
                + "Leave one of them away.");
        }

        _loss = loss;
        _metrics = new MetricStates(metrics, input.Size);
        _activation = activation;
        _mixer = mixer;
        _partner = mixer is null ? default : arena.Floats(input.Size);
        _target = arena.Floats(input.Size);
        _prediction = arena.Floats(input.Size);
        _slope = loss is KerasLoss ? default : arena.Floats(input.Size);
    }

    /// <summary>Sums the pass collects: the loss, then the metrics' states.</summary>
    public int SumCount => 1 + _metrics.Length;

    /// <summary>Works out what the loss' reduction makes of a batch, before anybody computes a part of it.</summary>
    /// <remarks>
    /// The engine takes the mean over samples; a sum, or a mean over weights or over those that are not ignored, is that mean times a
    /// factor which all samples of the batch share.
    /// </remarks>
    public void Prepare(Batch batch)
    {
        int together = Math.Min(batch.ReducedTogether, batch.Count);
        int parts = (batch.Count + together - 1) / together;
        if (batch.LossFactors.Length != parts)
        {
            batch.LossFactors = new double[parts];
        }

        for (int part = 0; part < parts; part++)
        {
            int first = part * together;
            batch.LossFactors[part] = Factor(batch, first, Math.Min(first + together, batch.Count));
        }
    }

    public override void Forward(Pass pass)
    {
        Batch batch = pass.Batch!;
        ReadOnlySpan<int> indices = batch.Indices.Span.Slice(pass.First, pass.Count);
        ReadOnlySpan<int> labels = batch.Data.Labels;
        Span<float> target = pass.Work[_target], prediction = pass.Work[_prediction];
        double[] sums = pass.Sums;
        for (int i = 0; i < indices.Length; i++)
        {
            int label = labels.IsEmpty ? -1 : labels[indices[i]];
            ReadOnlySpan<float> vector = batch.Data.Target(indices[i]);
            SetTarget(label, vector, target);
            Mix mix = Draw(batch, pass.First + i);
            if (mix.IsMixed)
            {
                int other = batch.Indices.Span[mix.Partner];
                int otherLabel = labels.IsEmpty ? -1 : labels[other];
                Span<float> partner = pass.Work[_partner];
                SetTarget(otherLabel, batch.Data.Target(other), partner);
                Mixer.Blend(mix.Weight, target, partner);
                label = mix.IsOwn ? label : otherLabel;
                vector = vector.IsEmpty ? vector : target;
            }

            ReadOnlySpan<float> output = pass.Data(Input).Slice(i * Input.Size, Input.Size);
            Span<float> gradient = Input.HasGradient ? pass.Gradient(Input).Slice(i * Input.Size, Input.Size) : [];
            double weight = Weight(batch, pass.First + i, mix);
            if (labels.IsEmpty || label != _loss.IgnoredClass)
            {
                double counted = weight * batch.LossFactors[(pass.First + i) / Math.Min(batch.ReducedTogether, batch.Count)];
                sums[0] += counted * Evaluate(pass, output, target, gradient, counted / batch.Count);
            }
            else
            {
                gradient.Clear();
            }

            if (_metrics.Length > 0)
            {
                _metrics.Add(Activated(output, prediction), label, vector, weight, sums.AsSpan(1));
            }
        }
    }

    public override void Backward(Pass pass)
    {
    }

    // A loss of one's own has a place for its gradient also where none is asked for.
    private double Evaluate(Pass pass, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        _loss.Evaluate(_activation != ActivationKind.Linear, output, target, gradient.IsEmpty && _loss is not KerasLoss ? pass.Work[_slope] : gradient, scale);

    private Mix Draw(Batch batch, int place) => _mixer?.Draw(batch.Step, batch.Count, place) ?? new Mix(place, 1, default);

    // The mean over the samples from first to end, times this, is what the reduction asks for.
    private double Factor(Batch batch, int first, int end)
    {
        double count = end - first;
        return _loss switch
        {
            { Reduction: LossReduction.Sum } => count,
            { Reduction: LossReduction.MeanWithSampleWeight } => Over(count, Counted(batch, first, end, weighted: true)),
            { IgnoredClass: not null } => Over(count, Counted(batch, first, end, weighted: false)),
            _ => 1,
        };
    }

    // Keras' mean of nothing is 0.
    private static double Over(double count, double divisor) => divisor == 0 ? 0 : count / divisor;

    private double Counted(Batch batch, int first, int end, bool weighted)
    {
        double sum = 0;
        ReadOnlySpan<int> labels = batch.Data.Labels;
        for (int place = first; place < end; place++)
        {
            bool ignored = !labels.IsEmpty && labels[batch.Indices.Span[place]] == _loss.IgnoredClass;
            sum += ignored ? 0 : weighted ? Weight(batch, place, Draw(batch, place)) : 1;
        }

        return sum;
    }

    // A mixed sample has the class weight of its larger part, and a mix of both samples' own weights.
    private static double Weight(Batch batch, int place, in Mix mix)
    {
        ReadOnlySpan<int> indices = batch.Indices.Span;
        if (batch.ClassWeights is { } classes)
        {
            return ByClass(classes, batch.Data, indices[mix.IsOwn ? place : mix.Partner]);
        }

        ReadOnlySpan<float> weights = batch.Data.SampleWeights;
        return weights.IsEmpty ? 1 : mix.IsMixed ? (mix.Weight * weights[indices[place]]) + ((1 - mix.Weight) * weights[indices[mix.Partner]]) : weights[indices[place]];
    }

    private ReadOnlySpan<float> Activated(ReadOnlySpan<float> output, Span<float> prediction)
    {
        switch (_activation)
        {
            case ActivationKind.Softmax:
                SoftmaxKernels.Forward(output, prediction);
                return prediction;
            case ActivationKind.Sigmoid:
                ActivationKernels.Forward(Activation.Sigmoid, output, prediction);
                return prediction;
            default:
                return output;
        }
    }

    // A target vector belongs to the class of its largest value; one of a single value is class 0 or 1, or counts 1.
    private static double ByClass(double[] weights, Dataset data, int sample)
    {
        ReadOnlySpan<float> vector = data.Target(sample);
        double c = vector.IsEmpty ? data.Labels[sample] : vector.Length == 1 ? Math.Round(vector[0]) : TensorPrimitives.IndexOfMax(vector);
        return c >= 0 && c < weights.Length ? weights[(int)c] : 1;
    }

    private static void SetTarget(int label, ReadOnlySpan<float> vector, Span<float> target)
    {
        if (vector.IsEmpty)
        {
            LossMetric.OneHot(label, target);
        }
        else
        {
            vector.CopyTo(target);
        }
    }
}
