using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Datasets;

/// <summary>What size and how many channels a command wants a data set's pictures to have, and how they come to it.</summary>
/// <param name="Size">The size; null leaves it to the data.</param>
/// <param name="Channels">1 for grey or 3 for colour; null leaves it to the data.</param>
/// <param name="AllForTest">Whether every picture is taken for a test picture; only pictures in files have such a choice.</param>
internal sealed record DataRequest(Size2D? Size = null, int? Channels = null, bool AllForTest = false)
{
    /// <summary>
    /// Whether pictures in colour may be made grey: where the command line says so, or said so when the model was trained.
    /// </summary>
    public bool GreyIsAsked { get; init; }

    /// <summary>What says which pictures belong together: a column's name, or <see cref="PictureList.ByFolder"/>; null leaves it to the data.</summary>
    public string? Groups { get; init; }

    /// <summary>Whether pictures are cropped to the wanted proportions, and not shown whole with a border: as the model's photos are.</summary>
    public bool Crop { get; init; }

    /// <summary>Pictures as a model takes them.</summary>
    public static DataRequest For(Model model, bool allForTest = false) =>
        new DataRequest(AllForTest: allForTest) { GreyIsAsked = model.Metadata.Preparation is { Grey: true }, Groups = model.Metadata.Groups }.FittedFor(model);

    /// <summary>The same request, what it leaves open taken from a model's input, and pictures fitted as the model's were.</summary>
    public DataRequest FittedFor(Model model) => For(model.InputShape) with { Crop = model.Metadata.Preparation is { Crop: true } };

    /// <summary>The same request, what it leaves open taken from a model's input.</summary>
    public DataRequest For(Shape input) => PictureFitting.PicturesOf(input) is { } pictures
        ? this with { Size = Size ?? (pictures[0], pictures[1]), Channels = Channels ?? pictures[2] }
        : this;

    /// <summary>The shape wanted of pictures that have one.</summary>
    /// <exception cref="UsageException">The pictures are in colour, are wanted in grey, and nobody asked for that.</exception>
    public Shape Complete(Shape shape, string data)
    {
        RequireGrey(shape[2], data);
        return [Size?.Height ?? shape[0], Size?.Width ?? shape[1], Channels ?? shape[2]];
    }

    /// <exception cref="UsageException">The pictures are in colour, are wanted in grey, and nobody asked for that.</exception>
    public void RequireGrey(int channels, string data)
    {
        if (channels == 3 && Channels == 1 && !GreyIsAsked)
        {
            throw new UsageException($"{data}: expected grey pictures, as the model takes them, got colour. "
                + "--channels grey takes them in grey.");
        }
    }

    /// <summary>A data set with pictures of the size and channels asked for.</summary>
    public ImageDataset Fit(ImageDataset pictures) => pictures.Fit(Complete(pictures.Shape, pictures.Name), Crop);
}
