using Weft.Data;

namespace Weft.Training;

/// <summary>Checks once, before anything runs, that data fits a model.</summary>
internal static class DataCheck
{
    /// <summary>The data as the model takes it: in its input's shape, classes numbered as its outputs are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The samples.</param>
    /// <param name="who">What errors begin with.</param>
    /// <param name="classNames">The names of the outputs; null for the model's own.</param>
    /// <exception cref="DataException">The data is empty, of another shape, has classes the model does not know, or holds labels out of
    /// range, targets of another length, or values that are no numbers.</exception>
    public static Dataset ForTraining(Model model, Dataset data, string who, IReadOnlyList<string>? classNames = null)
    {
        data = ClassMatch.To(classNames ?? model.Metadata.ClassNames, Shape(model, data, who), who);
        Weights(data, who);
        if (data.Labels.IsEmpty)
        {
            Targets(model, data, who);
        }
        else
        {
            Labels(model, data, who);
        }

        return data;
    }

    /// <summary>The data in the shape of the model's input.</summary>
    /// <exception cref="DataException">The data is empty or of another shape, or holds values that are no numbers.</exception>
    public static Dataset Shape(Model model, Dataset data, string who)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0)
        {
            throw new DataException($"{who}: expected at least one sample, data set '{data.Name}' has none. Pass another data set.");
        }

        Dataset fitted = SampleShape.Fit(data, model.InputShape) ?? throw new DataException(
            $"{who}: expected samples of shape {model.InputShape} for model '{model.Name}', data set '{data.Name}' has {data.Shape}. "
            + (SampleShape.IsColourForGrey(data.Shape, model.InputShape)
                ? "Make the pictures grey, or give the model an inputShape with 3 channels."
                : "Give the model that inputShape, or resize the data."));

        Finite(data, who);
        return fitted;
    }

    /// <exception cref="DataException">The data holds values that are no numbers.</exception>
    public static void Finite(Dataset data, string who)
    {
        if (data.FirstNonFinite() is >= 0 and int sample)
        {
            throw new DataException($"{who}: expected numbers in every sample, sample {sample} of data set '{data.Name}' holds NaN or infinity. Remove or repair it.");
        }
    }

    private static void Weights(Dataset data, string who)
    {
        ReadOnlySpan<float> weights = data.SampleWeights;
        if (weights.Length != 0 && weights.Length != data.Count)
        {
            throw new DataException($"{who}: expected a weight for each of {data.Count} samples of data set '{data.Name}', got {weights.Length}. Pass one per sample, or none.");
        }

        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0) || float.IsInfinity(weights[i]))
            {
                throw new DataException($"{who}: expected sample weights of at least 0, sample {i} of data set '{data.Name}' has {weights[i]}. Remove the sample, or give it 0.");
            }
        }
    }

    private static void Labels(Model model, Dataset data, string who)
    {
        int classes = ClassCount(model);
        ReadOnlySpan<int> labels = data.Labels;
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes && labels[i] != model.Loss?.IgnoredClass)
            {
                throw new DataException(
                    $"{who}: expected labels from 0 to {classes - 1} for the {OutputSize(model)} output(s) of model '{model.Name}', sample {i} of data set '{data.Name}' has {labels[i]}. "
                    + (labels[i] < 0
                        ? $"A loss with ignoreClass: {labels[i]} passes samples of no class over; otherwise correct the labels."
                        : "Give the last layer one unit per class, or correct the labels."));
            }
        }
    }

    private static void Targets(Model model, Dataset data, string who)
    {
        if (model.Loss is { TakesClassNumbers: true } loss)
        {
            throw new DataException($"{who}: expected class numbers for {loss.KerasName}, data set '{data.Name}' has target vectors. Use CategoricalCrossentropy, or pass class numbers.");
        }

        int length = data.Target(0).Length;
        if (length != OutputSize(model))
        {
            throw new DataException(
                $"{who}: expected targets of {OutputSize(model)} values for model '{model.Name}', data set '{data.Name}' has {length}. Give the last layer as many units as a target has values.");
        }

        for (int i = 0; i < data.Count; i++)
        {
            foreach (float value in data.Target(i))
            {
                if (!float.IsFinite(value))
                {
                    throw new DataException($"{who}: expected numbers in every target, that of sample {i} of data set '{data.Name}' holds {value}. Remove or repair it.");
                }
            }
        }
    }

    private static int OutputSize(Model model) => model.OutputShape.Size;

    private static int ClassCount(Model model) => OutputSize(model) == 1 ? 2 : OutputSize(model);
}
