using System.Text.Json.Serialization;

using Weft.Cli.Models;

namespace Weft.Cli.Reports;

/// <summary>One object of the list <c>weft predict --json</c> writes.</summary>
internal sealed record PredictReport
{
    /// <summary>The picture's file; absent for a picture of the test set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? File { get; init; }

    /// <summary>The picture's number in the test set; absent for a file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Index { get; init; }

    public required string Class { get; init; }

    public double Probability { get; init; }

    public required IReadOnlyList<TopReport> Top { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TrueClass { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Correct { get; init; }

    /// <summary>The data set the number counts in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Data { get; init; }

    /// <summary>What loading the model left out of its file, a sentence each; absent where that is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>What was done to the file's picture before the model saw it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Prepared { get; init; }

    public static PredictReport From(PredictedPicture picture, string? testName) => new()
    {
        File = picture.Input.Index is null ? picture.Input.Name : null,
        Index = picture.Input.Index,
        Class = picture.Prediction.Best.Class,
        Probability = picture.Prediction.Best.Probability,
        Top = [.. picture.Prediction.Top.Select(candidate => new TopReport(candidate.Class, candidate.Probability))],
        TrueClass = picture.Truth,
        Correct = picture.Truth is null ? null : picture.Truth == picture.Prediction.Best.Class,
        Data = picture.Input.Index is null ? null : testName,
        Prepared = picture.Steps,
    };
}

/// <summary>A class and its probability.</summary>
internal sealed record TopReport(string Class, double Probability);
