using Weft.Data;

namespace Weft.Imaging;

/// <summary>Brings pictures to the size and channels a model takes, with their proportions kept.</summary>
/// <remarks>
/// A picture of other proportions is shown whole, and what remains of the frame is filled with the mean of its border; or, cropped, its middle
/// fills the frame, and what is too wide or too high is cut off. Which of the two is <see cref="PicturePreparation.Crop"/> of the model:
/// training, evaluation and predictions must do the same.
/// </remarks>
public static class PictureFitting
{
    /// <summary>Fits one picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="shape">What is wanted: <c>[height, width, channels]</c>.</param>
    /// <param name="crop">Whether the middle is taken instead of the whole with a border.</param>
    /// <exception cref="ShapeException">The shape is none of grey or colour pictures.</exception>
    public static Picture Fit(Picture picture, Shape shape, bool crop = false)
    {
        ArgumentNullException.ThrowIfNull(picture);
        RequirePictures(shape);
        Picture channels = picture.WithChannels(shape[2]);
        if (crop)
        {
            return Middle(channels, shape[1], shape[0]).Resize(shape[1], shape[0]);
        }

        Picture resized = ResizeWithin(channels, shape[1], shape[0]);
        return (resized.Width, resized.Height) == (shape[1], shape[0])
            ? resized
            : resized.Pad(shape[1], shape[0], [.. channels.BorderMean().Select(mean => (byte)Math.Round(mean))]);
    }

    /// <summary>The same pictures in another size or with other channels; the data set itself where it has them already.</summary>
    /// <param name="dataset">The pictures.</param>
    /// <param name="shape">What is wanted: <c>[height, width, channels]</c>.</param>
    /// <param name="crop">Whether the middle is taken instead of the whole with a border.</param>
    /// <exception cref="ShapeException">The shape is none of grey or colour pictures.</exception>
    /// <exception cref="DataException">All pictures together are larger than an array can be.</exception>
    public static ImageDataset Fit(this ImageDataset dataset, Shape shape, bool crop = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Shape from = dataset.Shape;
        if (from == shape)
        {
            return dataset;
        }

        RequirePictures(shape);
        if ((long)dataset.Count * shape.Size > Array.MaxLength)
        {
            throw new DataException($"{dataset.Name}: {dataset.Count} pictures of {shape} are more than {Array.MaxLength} bytes. Ask for smaller ones.");
        }

        byte[] pixels = new byte[dataset.Count * shape.Size];
        Parallel.For(0, dataset.Count, index =>
            Fit(new Picture(from[1], from[0], from[2], dataset.Pixels(index)), shape, crop).Pixels.CopyTo(pixels.AsSpan(index * shape.Size)));
        ImageDataset fitted = new(pixels, dataset.Labels.ToArray(), shape, dataset.Name, dataset.ClassNames);
        return dataset.SampleWeights.IsEmpty ? fitted : fitted.WithSampleWeights(dataset.SampleWeights.ToArray());
    }

    /// <summary>
    /// The shape of the pictures that a model's input takes: its own where it is one of pictures, <c>[28, 28, 1]</c> for <c>[28, 28]</c>
    /// and for <c>[784]</c>; null where it takes none.
    /// </summary>
    /// <param name="input">The model's input. A flat one is taken for a square picture, grey or else in colour.</param>
    public static Shape? PicturesOf(Shape input) => input.Rank switch
    {
        3 when input[2] is 1 or 3 => input,
        2 => [input[0], input[1], 1],
        1 => PixelColumns.ShapeOf(input[0]),
        _ => null,
    };

    /// <summary>The picture as large as a frame allows.</summary>
    internal static Picture ResizeWithin(Picture picture, int width, int height)
    {
        double scale = Math.Min((double)width / picture.Width, (double)height / picture.Height);
        return picture.Resize(Math.Clamp((int)Math.Round(picture.Width * scale), 1, width), Math.Clamp((int)Math.Round(picture.Height * scale), 1, height));
    }

    /// <summary>The largest middle part of a picture that has a frame's proportions; the picture itself where that is all of it.</summary>
    internal static Picture Middle(Picture picture, int width, int height)
    {
        double scale = Math.Min((double)picture.Width / width, (double)picture.Height / height);
        int partWidth = Math.Clamp((int)Math.Round(width * scale), 1, picture.Width);
        int partHeight = Math.Clamp((int)Math.Round(height * scale), 1, picture.Height);
        return (partWidth, partHeight) == (picture.Width, picture.Height)
            ? picture
            : picture.Crop((picture.Width - partWidth) / 2, (picture.Height - partHeight) / 2, partWidth, partHeight);
    }

    private static void RequirePictures(Shape shape)
    {
        if (shape.Rank != 3 || shape[2] is not (1 or 3) || shape.Size == 0)
        {
            throw new ShapeException($"Pictures: expected a shape of [height, width, 1] for grey or [height, width, 3] for colour, got {shape}.");
        }
    }
}
