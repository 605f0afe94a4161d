using System.Globalization;
using System.Text;

using Weft.Formats;

namespace Weft.Cli.Training;

/// <summary>A run's epochs as comma-separated values: always the same columns first, where figures the run did not record stay empty, then what else it recorded.</summary>
internal static class HistoryCsv
{
    private static readonly string[] Figures = ["loss", "accuracy", "val_loss", "val_accuracy"];

    /// <param name="path">Where to.</param>
    /// <param name="epochs">The finished epochs.</param>
    /// <param name="data">The data set's name, as a last column; null leaves the column out.</param>
    public static void Write(string path, IReadOnlyList<EpochResult> epochs, string? data = null)
    {
        string[] figures = [.. Figures.Union(epochs.SelectMany(epoch => epoch.Values.Keys).Where(name => name != "learning_rate"))];
        StringBuilder csv = new($"epoch,seconds,learning_rate,{string.Join(',', figures)}{(data is null ? string.Empty : ",data")}\n");
        foreach (EpochResult epoch in epochs)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.Seconds:0.###},{epoch.LearningRate:R}");
            foreach (string figure in figures)
            {
                csv.Append(',');
                if (epoch.Values.TryGetValue(figure, out double value))
                {
                    csv.Append(CultureInfo.InvariantCulture, $"{value:0.######}");
                }
            }

            csv.Append(data is null ? "\n" : $",{data}\n");
        }

        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(csv.ToString())));
    }
}
