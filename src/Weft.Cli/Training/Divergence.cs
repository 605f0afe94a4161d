using System.Globalization;
using System.Numerics.Tensors;

namespace Weft.Cli.Training;

/// <summary>Refuses to call a run done whose weights or losses are no numbers.</summary>
internal static class Divergence
{
    private const string Remedy = "Nothing is saved as model.keras. "
        + "Lower the rate (--learning-rate 0.001), clip gradients (--global-clip-norm 1), or look for extreme values in the data.";

    /// <exception cref="TrainingException">The model holds NaN or infinity, or an epoch's loss was none.</exception>
    public static void Check(Model model, History history)
    {
        if (model.Weights.FirstOrDefault(weight => !TensorPrimitives.IsFiniteAll(weight.Span)) is { } broken)
        {
            throw new TrainingException($"train: the run ended with weights that are no numbers ('{broken.Name}'). {Remedy}");
        }

        foreach ((string name, double value) in history.Epochs.TakeLast(1).SelectMany(epoch => epoch.Values))
        {
            if (name.EndsWith("loss", StringComparison.Ordinal) && !double.IsFinite(value))
            {
                throw Diverged(name, value);
            }
        }
    }

    /// <exception cref="TrainingException">The loss on the test pictures is no number.</exception>
    public static void Check(Evaluation? test)
    {
        if (test is { Loss: var loss } && !double.IsFinite(loss))
        {
            throw Diverged("test loss", loss);
        }
    }

    private static TrainingException Diverged(string figure, double value) => new(string.Create(
        CultureInfo.InvariantCulture, $"train: expected a run that ends with a finite {figure}, got {value}: it has diverged. {Remedy}"));
}
