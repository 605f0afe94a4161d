using System.Globalization;

using Weft.Data;

namespace Weft.Cli.Training;

/// <summary>Fits the temperature of a trained model to the pictures that were held out from training.</summary>
/// <remarks>Its probabilities then say how often it is right.</remarks>
internal static class HeldOut
{
    /// <returns>What was done, in a sentence; null where there was nothing to do.</returns>
    public static string? Calibrate(Model model, Dataset? validation)
    {
        if (model.Loss is not (SparseCategoricalCrossentropy or CategoricalCrossentropy or CategoricalFocalCrossentropy))
        {
            return null;
        }

        if (validation is null || validation.Labels.IsEmpty)
        {
            return model.Loss is SparseCategoricalCrossentropy { LabelSmoothing: > 0 }
                ? "Labels were smoothed and nothing was held out: the model's probabilities are lower than they should be. "
                    + "--validation-split 0.1 holds a tenth out and corrects them."
                : null;
        }

        TemperatureScaling fit = model.FitTemperature(validation);
        if (!fit.HasEnoughMistakes)
        {
            return null;
        }

        model.Metadata = model.Metadata with { Temperature = fit.Temperature };
        string errors = string.Create(CultureInfo.InvariantCulture, $"{fit.Before.Error:0.0000} before, {fit.After.Error:0.0000} after");
        string temperature = fit.Temperature.ToString("0.000", CultureInfo.InvariantCulture);
        return $"temperature {temperature}, fitted to {validation.Count} validation pictures: expected calibration error {errors}";
    }
}
