using Weft.Data;
using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>What <see cref="DatasetCheck"/> found. Pictures are named by their place in the data set.</summary>
public sealed record DatasetFindings
{
    /// <summary>Pictures that are there twice, or nearly.</summary>
    public required IReadOnlyList<PicturePair> Duplicates { get; init; }

    /// <summary>By what labels and outliers were judged, in words; null where by nothing, and <see cref="Unjudged"/> says why.</summary>
    public string? Judge { get; init; }

    /// <summary>Why labels and outliers were not judged, and what to do; null where they were.</summary>
    public string? Unjudged { get; init; }

    /// <summary>How many pictures the judge puts into the class of their label; null where none judged.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The confident joint and the share of wrong labels; null where none judged.</summary>
    public ConfidentLearning? Learning { get; init; }

    /// <summary>Labels that are probably wrong, the surest first.</summary>
    public IReadOnlyList<LabelIssue> LabelIssues { get; init; } = [];

    /// <summary>Pictures unlike all others, the most unlike first.</summary>
    public IReadOnlyList<Outlier> Outliers { get; init; } = [];
}
