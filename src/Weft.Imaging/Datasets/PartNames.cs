namespace Weft.Imaging;

/// <summary>What a picture is for.</summary>
public enum PicturePart
{
    /// <summary>To learn from.</summary>
    Train,

    /// <summary>To judge by while learning.</summary>
    Validation,

    /// <summary>To judge by in the end.</summary>
    Test,
}

/// <summary>
/// Knows the names of parts as people write them: <c>train</c>, <c>Testing</c>, <c>dev</c>, <c>val_set</c>, <c>seg_train</c>,
/// <c>test2017</c>.
/// </summary>
internal static class PartNames
{
    private static readonly Dictionary<string, PicturePart> s_words = new()
    {
        ["train"] = PicturePart.Train,
        ["training"] = PicturePart.Train,
        ["val"] = PicturePart.Validation,
        ["valid"] = PicturePart.Validation,
        ["validate"] = PicturePart.Validation,
        ["validation"] = PicturePart.Validation,
        ["dev"] = PicturePart.Validation,
        ["development"] = PicturePart.Validation,
        ["test"] = PicturePart.Test,
        ["testing"] = PicturePart.Test,

        // FER2013's words for the leader board's two halves.
        ["publictest"] = PicturePart.Validation,
        ["privatetest"] = PicturePart.Test,
    };

    // Words that say nothing of which part it is.
    private static readonly HashSet<string> s_filler =
        ["set", "sets", "data", "dataset", "split", "seg", "image", "images", "img", "imgs", "picture", "pictures", "photo", "photos",
            "sample", "samples"];

    private static readonly HashSet<string> s_unlabelled =
        ["pred", "predict", "prediction", "predictions", "unlabeled", "unlabelled", "unsup", "unsupervised"];

    /// <summary>The part that a folder's name, or a word in a column, means; null where it is none.</summary>
    public static PicturePart? Of(string name) => Words(name) is [var word] && s_words.TryGetValue(Bare(word), out PicturePart part) ? part
        : null;

    /// <summary>Whether a folder's name says that nobody knows the classes of what is in it.</summary>
    public static bool IsUnlabelled(string name) => Words(name) is [var word] && s_unlabelled.Contains(word);

    private static string Bare(string word) => word.Length > 3 && word.EndsWith("set", StringComparison.Ordinal) ? word[..^3] : word;

    private static string[] Words(string name)
    {
        string letters =
            string.Concat(name.Select(character => char.IsAsciiLetter(character) ? char.ToLowerInvariant(character)
                : char.IsLetter(character) ? character : ' '));
        return [.. letters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !s_filler.Contains(word))];
    }
}
