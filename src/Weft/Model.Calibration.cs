using Weft.Data;
using Weft.Training;

namespace Weft;

public partial class Model
{
    /// <summary>Finds the temperature that makes the model's confidence fit its accuracy; the model itself stays as it is, and what its <see cref="ModelMetadata.Temperature"/> says does not count.</summary>
    /// <param name="validation">Data with class numbers that the model was not trained on.</param>
    /// <param name="bins">How many bins of confidence are reported.</param>
    /// <returns>The temperature, and the calibration before and after.</returns>
    /// <exception cref="DataException">The data does not fit the model, or has no class numbers.</exception>
    /// <exception cref="TrainingException">The model is not compiled with a loss over classes.</exception>
    public TemperatureScaling FitTemperature(Dataset validation, int bins = 15)
    {
        RequireCompiled(nameof(FitTemperature));
        if (Loss is not { IsCategorical: true, WantsLogits: { } fromLogits })
        {
            throw new TrainingException($"FitTemperature: expected a model compiled with a cross-entropy over classes, '{Name}' has {Loss!.KerasName}. Compile it with SparseCategoricalCrossentropy.");
        }

        validation = DataCheck.ForTraining(this, validation, nameof(FitTemperature));
        if (validation.Labels.IsEmpty)
        {
            throw new DataException($"FitTemperature: expected class numbers, data set '{validation.Name}' has target vectors. Pass "
                + "class numbers.");
        }

        // What the loss passes over says nothing about confidence.
        if (Loss.IgnoredClass is { } ignored && validation.Labels.Contains(ignored))
        {
            Dataset all = validation;
            validation = new ReorderedDataset(all, [.. Enumerable.Range(0, all.Count).Where(i => all.Labels[i] != ignored)]);
        }

        return validation.Count > 0
            ? TemperatureScaling.Fit(Answers(validation), validation.Labels, fromLogits, bins)
            : throw new DataException($"FitTemperature: expected samples of classes, those of data set '{validation.Name}' are all of "
                + "the class that the loss ignores. Pass others.");
    }
}
