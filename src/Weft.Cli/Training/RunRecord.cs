using System.Text.Json;

using Weft.Cli.Reports;
using Weft.Formats;

namespace Weft.Cli.Training;

/// <summary>run.json: the command line of a run, kept beside its checkpoint so that <c>--resume DIR</c> says enough.</summary>
/// <param name="Arguments">The options as they were given.</param>
/// <param name="Data">The data set that was taken: its name, or the full path of its folder.</param>
/// <param name="Directory">Where the command was run, from which other paths count.</param>
internal sealed record RunRecord(IReadOnlyList<string> Arguments, string Data, string Directory)
{
    public void Write(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json.Default.RunRecord));

    /// <exception cref="ModelFileException">The file is missing, damaged, or of another version.</exception>
    public static RunRecord Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, Json.Default.RunRecord) is { Arguments: not null, Data: not null, Directory: not null } record
                && record.Arguments.All(argument => argument is not null)
                ? record
                : throw new JsonException("something is missing.");
        }
        catch (JsonException error)
        {
            throw Damaged(path, error.Message);
        }
    }

    public static ModelFileException Damaged(string path, string reason) =>
        new($"{path}: expected the options of a training run, got: {reason} Begin the run again with 'weft train --output DIR'.");
}
