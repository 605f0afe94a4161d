using System.Globalization;

namespace Weft.Imaging;

/// <summary>Counts what a reader of folders leaves out, so that nothing is missing without a word.</summary>
internal sealed class PassedOver
{
    private readonly SortedDictionary<string, int> _endings = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _systemFolders = new(StringComparer.Ordinal);
    private readonly List<string> _sentences = [];
    private int _hidden;
    private int _inSystemFolders;
    private int _links;

    /// <summary>A sentence for each kind of thing that was left out, with its number.</summary>
    public IReadOnlyList<string> Sentences
    {
        get
        {
            List<string> all = [.. _sentences];
            Add(all, _inSystemFolders, "picture lies", "pictures lie", $" in a system's folders ({string.Join(", ", _systemFolders)})",
                "is", "are");
            Add(all, _hidden, "hidden file has", "hidden files have", " a picture's name", "is", "are");
            int others = _endings.Values.Sum();
            string kinds =
                string.Join(", ",
                    _endings.OrderByDescending(ending => ending.Value).Take(5)
                        .Select(ending => string.Create(CultureInfo.InvariantCulture, $"{ending.Key} {ending.Value}")));
            Add(all, others, "file has", "files have", $" no picture's name ({kinds}{(_endings.Count > 5 ? ", ..." : string.Empty)})", "is",
                "are");
            if (_links > 0)
            {
                all.Add($"{_links} {(_links == 1 ? "link leads" : "links lead")} to a folder that is read anyway, "
                    + $"or holds the data set itself, and {(_links == 1 ? "is" : "are")} not followed.");
            }

            return all;
        }
    }

    public void Say(string sentence) => _sentences.Add(sentence);

    public void Hidden() => _hidden++;

    public void Link() => _links++;

    public void Other(string file)
    {
        string ending = Path.GetExtension(file) is { Length: > 0 } found ? found.ToLowerInvariant() : "without an ending";
        _endings[ending] = _endings.GetValueOrDefault(ending) + 1;
    }

    public void SystemFolder(string folder, int pictures)
    {
        if (pictures > 0)
        {
            _systemFolders.Add(Path.GetFileName(folder));
            _inSystemFolders += pictures;
        }
    }

    private static void Add(List<string> all, int count, string one, string many, string what, string is1, string are)
    {
        if (count > 0)
        {
            all.Add($"{count} {(count == 1 ? one : many)}{what} and {(count == 1 ? is1 : are)} left out.");
        }
    }
}
