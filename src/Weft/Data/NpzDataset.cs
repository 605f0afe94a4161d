using System.IO.Compression;

namespace Weft.Data;

/// <summary>Loads data sets from NumPy's <c>.npz</c> archives, with the names Keras gives the arrays.</summary>
/// <remarks>
/// <c>x_train</c>, <c>y_train</c>, <c>x_test</c>, <c>y_test</c>, and <c>x_val</c>, <c>y_val</c> where there are; <c>train_images</c>, <c>train_labels</c> and so on are understood too.
/// Pictures are <c>[count, height, width]</c> or <c>[count, height, width, channels]</c>. Floats from 0 to 1 become bytes by 255 x rounded, others from 0 to 255 are rounded.
/// Labels are numbers, text, or one-hot vectors. Without a test part, a fifth is set aside for it, the same fifth every time.
/// </remarks>
public static class NpzDataset
{
    private const double TestSplit = 0.2;

    /// <summary>Loads all parts of an archive.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The parts; <c>Validation</c> is null where the archive has none, <c>WasSplit</c> says that the test part was cut off the training pictures.</returns>
    /// <exception cref="DataException">The file cannot be read, is damaged, or has not these arrays.</exception>
    public static (ImageDataset Train, ImageDataset? Validation, ImageDataset Test, bool WasSplit) Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = Path.GetFileNameWithoutExtension(path);
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            NpzPart train = NpzPart.Read(archive, path, "train")
                ?? throw new DataException(
                    $"{path}: expected the arrays x_train and y_train, got {string.Join(", ", archive.Entries.Select(entry => Path.GetFileNameWithoutExtension(entry.FullName)))}. "
                    + "Save with numpy.savez(path, x_train=..., y_train=..., x_test=..., y_test=...).");
            NpzPart? validation = NpzPart.Read(archive, path, "val") ?? NpzPart.Read(archive, path, "valid");
            NpzPart? test = NpzPart.Read(archive, path, "test");
            NpzPart[] parts = [.. ((NpzPart?[])[train, validation, test]).OfType<NpzPart>()];
            LabelNames names = LabelNames.Of(parts.SelectMany(part => part.Labels), path);
            ImageDataset all = train.ToDataset(name, names);
            if (test is not null)
            {
                return (all, validation?.ToDataset(name, names), test.ToDataset(name, names), false);
            }

            (ImageDataset kept, ImageDataset cut) = all.SplitStratified(TestSplit, seed: 0);
            return (kept, validation?.ToDataset(name, names), cut, true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DataException($"{path}: expected an archive of NumPy arrays (.npz), could not read it: {error.Message}", error);
        }
    }
}
