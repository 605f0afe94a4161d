using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Judging;

/// <summary>What a model says to test pictures, beside what they show.</summary>
internal sealed class TestPredictions
{
    private readonly float[] _probabilities;

    /// <param name="probabilities">A row per picture: the probability of each class.</param>
    /// <param name="labels">The class of each picture.</param>
    /// <param name="classNames">What the classes are called.</param>
    public TestPredictions(float[] probabilities, int[] labels, IReadOnlyList<string> classNames)
    {
        (_probabilities, Labels, ClassNames) = (probabilities, labels, classNames);
        Predicted = new int[labels.Length];
        Confusion = new ConfusionMatrix(classNames);
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = this[i];
            Predicted[i] = row.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(row));
            Confusion.Add(labels[i], Predicted[i]);
        }
    }

    public IReadOnlyList<string> ClassNames { get; }

    public int ClassCount => ClassNames.Count;

    public int Count => Labels.Length;

    public int[] Labels { get; }

    /// <summary>The most probable class of each picture.</summary>
    public int[] Predicted { get; }

    public ConfusionMatrix Confusion { get; }

    /// <summary>The probabilities of one picture's classes.</summary>
    public ReadOnlySpan<float> this[int index] => _probabilities.AsSpan(index * ClassCount, ClassCount);

    /// <summary>All of them, <c>[pictures, classes]</c>.</summary>
    public Tensor Probabilities => new([Count, ClassCount], _probabilities);

    public bool IsRight(int index) => Predicted[index] == Labels[index];

    /// <summary>How sure the model is of its answer.</summary>
    public float Confidence(int index) => this[index][Predicted[index]];

    /// <summary>Asks a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pictures">Test pictures, their classes numbered as the model's.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static TestPredictions Of(Model model, ImageDataset pictures, CancellationToken cancellationToken)
    {
        Tensor outputs = model.Predict(pictures, cancellationToken);
        int classes = Math.Max(2, model.OutputShape.Size);
        float[] probabilities = new float[pictures.Count * classes];
        Parallel.For(0, pictures.Count, index =>
        {
            double[] row = Prediction.Probabilities(model, outputs.Row(index));
            for (int c = 0; c < classes; c++)
            {
                probabilities[(index * classes) + c] = (float)row[c];
            }
        });
        return new TestPredictions(probabilities, pictures.Labels.ToArray(), Names(model.Metadata.ClassNames, pictures.ClassNames, classes));
    }

    /// <summary>What the model would say with its logits multiplied by a temperature: undone where it divides by it.</summary>
    /// <remarks>Probabilities become <c>p^T / sum p^T</c>.</remarks>
    public TestPredictions Untempered(double temperature)
    {
        float[] before = new float[_probabilities.Length];
        Parallel.For(0, Count, index =>
        {
            ReadOnlySpan<float> row = this[index];
            double largest = Math.Log(row[Predicted[index]]), sum = 0;
            double[] powers = new double[row.Length];
            for (int c = 0; c < powers.Length; c++)
            {
                powers[c] = Math.Exp((Math.Log(Math.Max(row[c], float.Epsilon)) - largest) * temperature);
                sum += powers[c];
            }

            for (int c = 0; c < powers.Length; c++)
            {
                before[(index * ClassCount) + c] = (float)(powers[c] / sum);
            }
        });
        return new TestPredictions(before, Labels, ClassNames);
    }

    private static IReadOnlyList<string> Names(IReadOnlyList<string> model, IReadOnlyList<string> data, int classes) =>
        model.Count == classes ? model : [.. Enumerable.Range(0, classes).Select(c => c < data.Count ? data[c] : $"{c}")];
}
