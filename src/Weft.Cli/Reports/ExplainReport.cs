using System.Text.Json.Serialization;

using Weft.Cli.Models;

namespace Weft.Cli.Reports;

/// <summary>What <c>weft explain --json</c> writes.</summary>
internal sealed record ExplainReport
{
    /// <summary>What <c>weft predict --json</c> says of the picture.</summary>
    public required PredictReport Prediction { get; init; }

    public required string Method { get; init; }

    /// <summary>The layer that was looked at; absent for methods that look at the input alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Layer { get; init; }

    /// <summary>The class that is explained.</summary>
    public required string Class { get; init; }

    /// <summary>Which of its figures: <c>logit</c> or <c>probability</c>.</summary>
    public required string Score { get; init; }

    public required double Value { get; init; }

    /// <summary>Where the heat is; absent where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HeatPlace? Heat { get; init; }

    public required string Output { get; init; }

    public static ExplainReport From(ExplainedPicture explained, PredictReport prediction, string output) => new()
    {
        Prediction = prediction,
        Method = explained.Method,
        Layer = explained.Explanation.Layer,
        Class = explained.Class,
        Score = explained.Score,
        Value = explained.Explanation.Score,
        Heat = explained.Place,
        Output = output,
    };
}

/// <summary>What <c>weft explain --filters --json</c> and <c>--feature-maps --json</c> write.</summary>
/// <param name="Shows"><c>filters</c> or <c>feature maps</c>.</param>
/// <param name="Layer">The layer, as the command line named it; null for the first or last one that has such.</param>
/// <param name="Shape">The kernel's or the maps' extents.</param>
/// <param name="Shown">How many are drawn.</param>
/// <param name="Output">The picture's file.</param>
internal sealed record LayerPicturesReport(string Shows, string? Layer, IReadOnlyList<int> Shape, int Shown, string Output);

/// <summary>What <c>weft explain --nearest --json</c> writes.</summary>
/// <param name="Prediction">What <c>weft predict --json</c> says of the picture.</param>
/// <param name="Layer">Whose values are the features.</param>
/// <param name="Data">The data set.</param>
/// <param name="Compared">How many training pictures were looked at.</param>
/// <param name="Nearest">The nearest ones, the nearest first.</param>
/// <param name="Output">The picture's file.</param>
internal sealed record NearestReport(PredictReport Prediction, string Layer, string Data, int Compared,
    IReadOnlyList<NeighbourReport> Nearest, string Output);

/// <summary>A training picture that is like the one asked about.</summary>
/// <param name="Index">Its number among the training pictures.</param>
/// <param name="Class">Its class.</param>
/// <param name="Similarity">The cosine of the features.</param>
internal sealed record NeighbourReport(int Index, string Class, double Similarity);

/// <summary>What <c>weft explain --project --json</c> writes.</summary>
/// <param name="Projection"><c>pca</c> or <c>t-sne</c>.</param>
/// <param name="Layer">Whose values are the features.</param>
/// <param name="Data">The data set.</param>
/// <param name="Points">Where each test picture is.</param>
/// <param name="Output">The picture's file.</param>
internal sealed record ProjectReport(string Projection, string Layer, string Data, IReadOnlyList<PointReport> Points, string Output);

/// <summary>A picture on the plane.</summary>
/// <param name="Index">Its number among the test pictures.</param>
/// <param name="Class">Its class.</param>
/// <param name="X">Across.</param>
/// <param name="Y">Up.</param>
internal sealed record PointReport(int Index, string Class, double X, double Y);
