using System.Globalization;

namespace Weft.Cli.Training;

/// <summary>An epoch's figures as progress shows them.</summary>
internal static class EpochFigures
{
    public static string Text(EpochResult epoch, string between) =>
        string.Join(between, epoch.Values.Select(figure => $"{figure.Key} {Text(figure.Key, figure.Value)}"));

    // A rate of 0.00005 is none of 0.0001.
    private static string Text(string name, double value) =>
        value.ToString(name == "learning_rate" ? "G4" : "0.0000", CultureInfo.InvariantCulture);
}
