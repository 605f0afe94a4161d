namespace Weft.Imaging;

public sealed partial class PictureDataset
{
    /// <summary>What the pictures were listed as.</summary>
    internal PictureList List => list;

    /// <summary>A data set of pictures that come as streams, such as uploads or the members of an archive.</summary>
    /// <remarks>The streams are read here, one after another, to their ends; their pictures are decoded in <see cref="Load"/>. Pictures are
    /// called by their places, <c>picture 0</c> and on: an unreadable one is left out and named so. Classes are in the order of their
    /// names, and where pictures are set aside to test on, these follow from the places.</remarks>
    /// <param name="pictures">The files' contents and what each shows. Streams that are made as they are asked for are open one at a time.</param>
    /// <param name="size">The size of every picture; null leaves it to the pictures, see <see cref="PictureProbe"/>.</param>
    /// <param name="channels">1 for grey, 3 for colour; null leaves it to the pictures.</param>
    /// <param name="crop">Whether pictures are cropped to the shape's proportions instead of getting a border.</param>
    /// <param name="name">What the data set is called.</param>
    /// <param name="leaveOpen">Whether the streams stay open; they are closed by default.</param>
    /// <exception cref="DataException">There are no two classes of pictures.</exception>
    public static PictureDataset FromStreams(
        IEnumerable<(Stream Picture, string Label)> pictures,
        Size2D? size = null,
        int? channels = null,
        bool crop = false,
        string name = "pictures",
        bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return FromFiles([.. pictures.Select((picture, place) => Read(picture.Picture, picture.Label, place, leaveOpen))], size, channels, crop, name);
    }

    /// <summary>A data set of pictures that are in memory, as <see cref="FromStreams"/> makes it.</summary>
    /// <param name="pictures">The files' contents, which must stay as they are until the data set is loaded, and what each shows.</param>
    /// <param name="size">The size of every picture; null leaves it to the pictures.</param>
    /// <param name="channels">1 for grey, 3 for colour; null leaves it to the pictures.</param>
    /// <param name="crop">Whether pictures are cropped to the shape's proportions instead of getting a border.</param>
    /// <param name="name">What the data set is called.</param>
    /// <exception cref="DataException">There are no two classes of pictures.</exception>
    public static PictureDataset FromBytes(
        IEnumerable<(byte[] Picture, string Label)> pictures, Size2D? size = null, int? channels = null, bool crop = false, string name = "pictures")
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return FromFiles([.. pictures.Select((picture, place) => Named(picture.Label, place) with { Content = Given(picture.Picture, place) })],
            size, channels, crop, name);
    }

    /// <summary>The same pictures in another shape.</summary>
    internal PictureDataset In(Shape other, bool isCropped) => new(list, other, cacheFolder, isCropped);

    private static PictureDataset FromFiles(PictureFile[] files, Size2D? size, int? channels, bool crop, string name)
    {
        PictureList list = PictureList.Create(name, name, [files, [], []], passedOver: []);
        return new PictureDataset(list, PictureProbe.ShapeOf(list, size, channels), cacheFolder: null, crop);
    }

    private static PictureFile Named(string label, int place) => new(PlaceName(place), PlaceName(place), Given(label, place));

    private static PictureFile Read(Stream picture, string label, int place, bool leaveOpen)
    {
        PictureFile file = Named(label, place);
        Stream stream = Given(picture, place);
        try
        {
            using MemoryStream bytes = new();
            stream.CopyTo(bytes);
            return file with { Content = bytes.ToArray() };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return file with { Trouble = error };
        }
        finally
        {
            if (!leaveOpen)
            {
                stream.Dispose();
            }
        }
    }

    private static string PlaceName(int place) => $"picture {place}";

    private static T Given<T>(T? value, int place)
        where T : class => value ?? throw new ArgumentException($"{PlaceName(place)}: expected a picture and its label, got null.", nameof(value));
}
