using System.Globalization;

using Weft.Imaging;

namespace Weft.Cli.Models;

/// <summary>One thing to predict: a file, or a picture of the test set.</summary>
/// <param name="Name">What it is called in results: the path as given, or the number.</param>
/// <param name="Index">The number in the test set; null for a file.</param>
internal sealed record PredictInput(string Name, int? Index)
{
    private static readonly EnumerationOptions Here = new() { MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>What a word of the command line stands for: a file, the pictures of a folder and the folders in it, those that match a pattern, or a number.</summary>
    /// <param name="word">The word.</param>
    /// <param name="say">Told what of a folder is left out.</param>
    /// <exception cref="DataException">A folder or pattern has no pictures.</exception>
    public static IReadOnlyList<PredictInput> Of(string word, Action<string> say)
    {
        if (File.Exists(word))
        {
            return [new PredictInput(word, null)];
        }

        // A file may be called 7; a number that is no file counts in the test set.
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return [new PredictInput(word, index)];
        }

        if (Directory.Exists(word))
        {
            (IReadOnlyList<string> pictures, IReadOnlyList<string> passedOver) = PictureFolder.List(word);
            foreach (string sentence in passedOver)
            {
                say(sentence);
            }

            return Found(word, pictures, "a folder of pictures");
        }

        string pattern = Path.GetFileName(word);
        string folder = Path.GetDirectoryName(word) is { Length: > 0 } named ? named : ".";
        if (pattern.AsSpan().ContainsAny('*', '?') && Directory.Exists(folder))
        {
            IEnumerable<string> matches = Directory.EnumerateFiles(folder, pattern, Here).Where(PictureFile.IsPicture);
            return Found(word, folder == "." ? matches.Select(match => Path.GetRelativePath(".", match)) : matches, "a pattern that pictures match");
        }

        return [new PredictInput(word, null)];
    }

    private static PredictInput[] Found(string word, IEnumerable<string> files, string expected)
    {
        PredictInput[] inputs = [.. files.Order(StringComparer.Ordinal).Select(file => new PredictInput(file, null))];
        return inputs.Length > 0 ? inputs : throw new DataException($"{word}: expected {expected}, found none.");
    }
}
