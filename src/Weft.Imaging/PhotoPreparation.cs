namespace Weft.Imaging;

/// <summary>A picture as a model takes it, and in words what was done to get there.</summary>
/// <param name="Picture">The prepared picture, of the model's size and channels.</param>
/// <param name="Steps">What was done, in order.</param>
public sealed record PreparedPicture(Picture Picture, IReadOnlyList<string> Steps)
{
    /// <summary>Which part of the photo is which part of the prepared picture, so that what is found in the one can be shown on the other.</summary>
    public PhotoPlace? Place { get; init; }
}

/// <summary>Makes a photo look like the pictures a model was trained on.</summary>
/// <remarks>
/// What is cut out: the background is the median of the border; pixels further than 5 % from it, more where the border is uneven, are what the photo shows. The smallest box around them is
/// resized until its longer edge fits, as Fashion-MNIST was made (Xiao, Rasul and Vollgraf 2017, section 2), sharpened, and put in the middle. A picture that already has the model's size is
/// taken to be prepared: it is at most negated.
/// </remarks>
/// <param name="input">The model's input: <c>[height, width, channels]</c>.</param>
/// <param name="preparation">The steps to do.</param>
public sealed class PhotoPreparation(Shape input, PicturePreparation preparation)
{
    // What is cut out is found in a reduced picture: noise averages out, and no network here sees more.
    private const int WorkingEdge = 512;

    private readonly Lock _large = new();
    private readonly Shape _input = input.Rank == 3 && input[2] is 1 or 3
        ? input
        : throw new ShapeException($"PhotoPreparation: expected a model of pictures, [height, width, 1 or 3], got {input}.");

    private int Channels => preparation.CutOut ? 3 : _input[2];

    private DecodingOptions Options => new(
        AtLeast: preparation.CutOut ? Math.Max(WorkingEdge, 2 * Math.Max(_input[0], _input[1])) : 2 * Math.Max(_input[0], _input[1]),
        Orient: preparation.Orient,
        Backdrop: preparation.OverWhite ? (byte)255 : (byte)0,
        OfShorter: preparation.Crop,
        Large: _large);

    /// <summary>Decodes a file and prepares it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">The file cannot be read or is no picture.</exception>
    public PreparedPicture Load(string path) => Prepare(Picture.Load(path, Channels, Options));

    /// <summary>Decodes a picture file's bytes and prepares it.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="DataException">The bytes are no picture.</exception>
    public PreparedPicture Decode(ReadOnlySpan<byte> bytes, string name = "picture") =>
        Prepare(PictureDecoder.Decode(bytes, Channels, name, Options));

    /// <summary>Prepares a decoded picture.</summary>
    /// <param name="picture">The picture, grey or in colour.</param>
    public PreparedPicture Prepare(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        List<string> steps = [];
        bool isPrepared = (picture.Height, picture.Width) == (_input[0], _input[1]);
        return preparation.CutOut && !isPrepared && CutOut(picture, steps) is { } cut ? cut : Whole(picture, isPrepared, steps);
    }

    /// <summary>A file's picture in colour, upright as it is prepared, to show what was found in it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="edge">The longer edge's most pixels.</param>
    /// <exception cref="DataException">The file cannot be read or is no picture.</exception>
    internal Picture Show(string path, int edge)
    {
        Picture photo = Picture.Load(path, 3, Options with { AtLeast = edge, OfShorter = false });
        return Math.Max(photo.Width, photo.Height) > edge ? PictureFitting.ResizeWithin(photo, edge, edge) : photo;
    }

    private PreparedPicture Whole(Picture picture, bool isPrepared, List<string> steps)
    {
        Picture result = picture.WithChannels(_input[2]);
        if (IsToNegate(PhotoBackground.Of(result)))
        {
            result = result.Invert();
            steps.Add("negated, for its background is light");
        }

        PictureArea taken = PictureArea.Whole;
        if (preparation.Crop && PictureFitting.Middle(result, _input[1], _input[0]) is var middle && middle != result)
        {
            steps.Add($"the middle of {result.Width}x{result.Height} taken, {middle.Width}x{middle.Height}");
            taken = PictureArea.Of((result.Width - middle.Width) / 2, (result.Height - middle.Height) / 2, middle.Width, middle.Height, result);
            result = middle;
        }

        Picture resized = preparation.Crop ? result.Resize(_input[1], _input[0]) : PictureFitting.ResizeWithin(result, _input[1], _input[0]);
        AddResize(steps, result, resized);
        if (preparation.Sharpen && !isPrepared)
        {
            resized = PictureSharpening.Sharpen(resized);
            steps.Add("sharpened");
        }

        PictureArea shown = PictureArea.Whole;
        if ((resized.Height, resized.Width) != (_input[0], _input[1]))
        {
            Picture inside = resized;
            resized = resized.Pad(_input[1], _input[0], [.. result.BorderMean().Select(mean => (byte)Math.Round(mean))]);
            steps.Add($"filled up to {_input[1]}x{_input[0]} with the border's mean");
            shown = PictureArea.Of((resized.Width - inside.Width) / 2, (resized.Height - inside.Height) / 2, inside.Width, inside.Height, resized);
        }

        return new PreparedPicture(resized, steps) { Place = new PhotoPlace(taken, shown) };
    }

    /// <summary>What stands out, in the middle; null where nothing does.</summary>
    private PreparedPicture? CutOut(Picture picture, List<string> steps)
    {
        Picture work = Math.Max(picture.Width, picture.Height) > WorkingEdge ? PictureFitting.ResizeWithin(picture, WorkingEdge, WorkingEdge) : picture;
        PhotoBackground background = PhotoBackground.Of(work);
        bool[] mask = background.Foreground(work);
        if (PhotoBox.Around(mask, work.Width, work.Height) is not { } box)
        {
            steps.Add("nothing stands out from the background; the whole picture is taken");
            return null;
        }

        bool negate = IsToNegate(background);
        byte[] backdrop = _input[2] == 3 ? ColourOf(background) : [background.IsLight && !negate ? (byte)255 : (byte)0];
        Picture tones = work.WithChannels(_input[2]);
        Picture cut = (negate ? tones.Invert() : tones).Cover(mask, backdrop).Crop(box.Left, box.Top, box.Width, box.Height);
        double share = (double)picture.Width / work.Width;
        steps.Add($"cut out {Math.Round(box.Width * share)}x{Math.Round(box.Height * share)} at {Math.Round(box.Left * share)},{Math.Round(box.Top * share)} of {picture.Width}x{picture.Height}");
        if (negate)
        {
            steps.Add("negated, for its background is light");
        }

        return Place(cut, PictureArea.Of(box.Left, box.Top, box.Width, box.Height, work), backdrop, steps);
    }

    private PreparedPicture Place(Picture cut, PictureArea taken, byte[] backdrop, List<string> steps)
    {
        int width = Math.Max(1, (int)Math.Round(_input[1] * (1 - 2 * preparation.Margin)));
        int height = Math.Max(1, (int)Math.Round(_input[0] * (1 - 2 * preparation.Margin)));
        Picture resized = PictureFitting.ResizeWithin(cut, width, height);
        AddResize(steps, cut, resized);
        if (preparation.Sharpen)
        {
            resized = PictureSharpening.Sharpen(resized);
            steps.Add("sharpened");
        }

        // Where the rest is odd, Fashion-MNIST has the larger half at the left and at the top.
        steps.Add($"put in the middle of {_input[1]}x{_input[0]}");
        (int left, int top) = ((_input[1] - resized.Width + 1) / 2, (_input[0] - resized.Height + 1) / 2);
        Picture whole = resized.PadAt(left, top, _input[1], _input[0], backdrop);
        return new PreparedPicture(whole, steps) { Place = new PhotoPlace(taken, PictureArea.Of(left, top, resized.Width, resized.Height, whole)) };
    }

    private bool IsToNegate(PhotoBackground background) => preparation.Negate && _input[2] == 1 && background.IsLight;

    private static byte[] ColourOf(PhotoBackground background) => background.Colour.Length == 3 ? background.Colour : [background.Colour[0], background.Colour[0], background.Colour[0]];

    private static void AddResize(List<string> steps, Picture from, Picture to)
    {
        if ((from.Width, from.Height) != (to.Width, to.Height))
        {
            steps.Add($"resized from {from.Width}x{from.Height} to {to.Width}x{to.Height}");
        }
    }
}
