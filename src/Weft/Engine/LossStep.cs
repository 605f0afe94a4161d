using System.Numerics.Tensors;

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

    /// <param name="loss">The loss.</param>
    /// <param name="metrics">What is counted beside it.</param>
    /// <param name="activation">What the model would have put the input through, which is logits then; linear for nothing.</param>
    /// <param name="mixer">How samples of a batch, and so their targets, are mixed; null where they are not.</param>
    /// <param name="input">The model's output, or its logits.</param>
    /// <param name="arena">Where scratch memory comes from.</param>
    public LossStep(Loss loss, IReadOnlyList<Metric> metrics, ActivationKind activation, Mixer? mixer, Value input, ArenaLayout arena)
        : base(input, input)
    {
        _loss = loss;
        _metrics = new MetricStates(metrics, input.Size);
        _activation = activation;
        _mixer = mixer;
        _partner = mixer is null ? default : arena.Floats(input.Size);
        _target = arena.Floats(input.Size);
        _prediction = arena.Floats(input.Size);
    }

    /// <summary>Sums the pass collects: the loss, then the metrics' states.</summary>
    public int SumCount => 1 + _metrics.Length;

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
            if (_mixer?.Draw(batch.Step, batch.Count, pass.First + i) is { IsMixed: true } mix)
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
            double weight = batch.ClassWeights is { } weights ? WeightOf(weights, label, vector) : 1;
            sums[0] += weight * LossKernels.Evaluate(_loss, _activation != ActivationKind.Linear, output, target, gradient, weight / batch.Count);
            _metrics.Add(Activated(output, prediction), label, vector, sums.AsSpan(1));
        }
    }

    public override void Backward(Pass pass)
    {
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
    private static double WeightOf(double[] weights, int label, ReadOnlySpan<float> vector)
    {
        double c = vector.IsEmpty ? label : vector.Length == 1 ? Math.Round(vector[0]) : TensorPrimitives.IndexOfMax(vector);
        return c >= 0 && c < weights.Length ? weights[(int)c] : 1;
    }

    private static void SetTarget(int label, ReadOnlySpan<float> vector, Span<float> target)
    {
        if (!vector.IsEmpty)
        {
            vector.CopyTo(target);
        }
        else if (target.Length == 1)
        {
            target[0] = label;
        }
        else
        {
            target.Clear();
            target[label] = 1;
        }
    }
}
