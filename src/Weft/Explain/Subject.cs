using Weft.Layers;

namespace Weft.Explain;

/// <summary>One sample and one class of a model, whose score and gradients explainers ask for.</summary>
internal sealed class Subject
{
    // Samples that go through at a time: enough for all threads, without the memory that a thousand large pictures would take.
    private const int MostSamples = 64;

    // The model, with what makes probabilities of its logits where that is not in it.
    private readonly Model _asked;
    private readonly bool _toLogits;
    private readonly float _sign;

    public Subject(Model model, Tensor sample, int? classIndex, ExplainedScore score)
    {
        if (model is not { Inputs.Count: 1, Outputs.Count: 1 } || model.OutputShape.Rank != 1)
        {
            throw new ShapeException($"{model.Name}: expected a model of one input, and one output with a value per class, to explain, "
                + $"got {model.Inputs.Count} inputs and outputs "
                + $"{string.Join(" and ", model.Outputs.Select(output => output.Shape.ToBatchString()))}. Make a model up to the output "
                + "that matters: new Model(input, output).");
        }

        Sample = model.OneSample(sample, "Explain");
        Picture = PictureOf(model.InputShape);
        ActivationKind end = model.LastActivation.Kind;
        _toLogits = score == ExplainedScore.Logit;
        Model = model;
        _asked = score == ExplainedScore.Probability && end == ActivationKind.Linear ? WithProbabilities(model) : model;
        Tensor answer = model.AnswersTo(Sample, logits: false);
        Class = classIndex ?? Predicted(answer, end);
        int classes = Math.Max(2, answer.Size);
        if (Class < 0 || Class >= classes)
        {
            throw new ArgumentOutOfRangeException(nameof(classIndex),
                $"{model.Name}: expected a class from 0 to {classes - 1} to explain, got {Class}.");
        }

        _sign = answer.Size == 1 && Class == 0 ? -1 : 1;
        Score = Scores(Sample)[0];
    }

    /// <summary>The model as it was given.</summary>
    public Model Model { get; }

    /// <summary>The sample, <c>[1, ...input]</c>.</summary>
    public Tensor Sample { get; }

    /// <summary>The sample as a picture, <c>[height, width, channels]</c>: rows of numbers are square pictures where they can be, and one
    /// row otherwise.</summary>
    public Shape Picture { get; }

    public int Class { get; }

    public double Score { get; }

    /// <summary>Where the sample begins.</summary>
    public Node Input => Model.Input;

    /// <summary>How many samples to ask for at a time.</summary>
    public static int BatchOf(int samples) => Math.Min(samples, MostSamples);

    /// <summary>The class's score for each of a batch.</summary>
    public double[] Scores(Tensor batch)
    {
        Tensor answers = _asked.AnswersTo(batch, _toLogits);
        int count = batch.Shape[0], outputs = answers.Size / count;
        return outputs > 1
            ? [.. Enumerable.Range(0, count).Select(i => (double)answers.Span[(i * outputs) + Class])]
            : [.. answers.Span.ToArray().Select(value => Class == 1 ? value : IsProbability ? 1.0 - value : -(double)value)];
    }

    /// <summary>The gradient of each one's score by a value.</summary>
    public Tensor Gradients(Tensor batch, Node of)
    {
        int count = batch.Shape[0], outputs = _asked.OutputShape.Size;
        Tensor counts = new([count, outputs]);
        for (int i = 0; i < count; i++)
        {
            counts.Span[(i * outputs) + (outputs > 1 ? Class : 0)] = _sign;
        }

        return _toLogits ? _asked.LogitGradients(batch, counts, of)[0] : _asked.Gradients(batch, counts, of)[0];
    }

    private bool IsProbability => !_toLogits && _asked.LastActivation.Kind == ActivationKind.Sigmoid;

    private static int Predicted(Tensor answer, ActivationKind end) => answer.Size == 1
        ? answer.Span[0] > (end == ActivationKind.Linear ? 0 : 0.5f) ? 1 : 0
        : System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(answer.Span);

    // The same layers, with what makes probabilities of their logits.
    private static Model WithProbabilities(Model model) => new(
        model.Input, model.Output.Then(new ActivationLayer(model.OutputShape.Size == 1 ? Activation.Sigmoid : Activation.Softmax)),
            model.Seed, model.Name);

    private static Shape PictureOf(Shape input)
    {
        if (input.Rank != 1)
        {
            return input.Rank switch
            {
                3 => input,
                2 => [input[0], input[1], 1],
                _ => throw new ShapeException(
                    $"Explain: expected samples [height, width, channels], [height, width] or [numbers], got {input}."),
            };
        }

        const int colours = 3;
        foreach (int channels in (int[])[1, colours])
        {
            int side = (int)Math.Round(Math.Sqrt((double)input[0] / channels));
            if (side * side * channels == input[0])
            {
                return [side, side, channels];
            }
        }

        return [1, input[0], 1];
    }
}
