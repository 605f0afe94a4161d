using System.Text.Json;

using Weft.Cli.Reports;
using Weft.Formats;

namespace Weft.Cli.Training;

/// <summary>run.json: the options of a run, kept beside its checkpoint so that <c>--resume DIR</c> says enough.</summary>
internal static class SettingsFile
{
    public static void Write(string path, TrainSettings settings) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, settings, Json.Default.TrainSettings));

    /// <exception cref="ModelFileException">The file is missing, damaged, or of another version.</exception>
    public static TrainSettings Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, Json.Default.TrainSettings) ?? throw new JsonException("it is empty.");
        }
        catch (JsonException error)
        {
            throw new ModelFileException($"{path}: expected the options of a training run, got: {error.Message} Begin the run again with 'weft train --output DIR'.", error);
        }
    }
}
