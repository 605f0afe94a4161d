namespace Weft.Imaging;

/// <summary>A picture as a model takes it, and in words what was done to get there.</summary>
/// <param name="Picture">The prepared picture, of the model's size and channels.</param>
/// <param name="Steps">What was done, in order.</param>
public sealed record PreparedPicture(Picture Picture, IReadOnlyList<string> Steps);

/// <summary>Makes a photo look like the pictures a model was trained on.</summary>
public static class PhotoPreparation
{
    /// <summary>Fits a picture to a model's input: negated where its background is light, resized to fit, filled up where its proportions differ.</summary>
    /// <remarks>
    /// Fashion-MNIST and its kin show light things on black. A grey picture whose border is lighter than 127 on average is therefore negated.
    /// Missing proportions are filled with the mean of the border.
    /// </remarks>
    /// <param name="picture">The picture, with the input's channels.</param>
    /// <param name="input">The model's input: <c>[height, width, channels]</c>.</param>
    /// <param name="darkBackground">Whether a light background is turned dark; only done with 1 channel.</param>
    /// <exception cref="ShapeException">The input is not that of pictures, or the channels differ.</exception>
    public static PreparedPicture Prepare(Picture picture, Shape input, bool darkBackground = true)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (input.Rank != 3 || input[2] != picture.Channels)
        {
            throw new ShapeException($"PhotoPreparation: expected an input of [height, width, {picture.Channels}], got {input}. Decode the picture with the model's channels.");
        }

        List<string> steps = [];
        Picture result = picture;
        double[] border = picture.BorderMean();
        if (darkBackground && picture.Channels == 1 && border[0] > 127)
        {
            result = picture.Invert();
            border = [255 - border[0]];
            steps.Add("negated, for its background is light");
        }

        double scale = Math.Min((double)input[1] / picture.Width, (double)input[0] / picture.Height);
        int width = Math.Clamp((int)Math.Round(picture.Width * scale), 1, input[1]);
        int height = Math.Clamp((int)Math.Round(picture.Height * scale), 1, input[0]);
        if ((width, height) != (picture.Width, picture.Height))
        {
            result = result.Resize(width, height);
            steps.Add($"resized from {picture.Width}x{picture.Height} to {width}x{height}");
        }

        if ((width, height) != (input[1], input[0]))
        {
            result = result.Pad(input[1], input[0], [.. border.Select(mean => (byte)Math.Round(mean))]);
            steps.Add($"filled up to {input[1]}x{input[0]} with the border's mean");
        }

        return new PreparedPicture(result, steps);
    }
}
