using Weft.Layers;

namespace Weft.Backbones.Opening;

/// <summary>The layers that make what a network takes of red, green and blue from 0 to 255.</summary>
internal static class PixelSteps
{
    /// <summary>The name of the layer that holds a mean picture.</summary>
    public const string MeanPicture = "pixels_less_mean";

    // What the eye takes for light (Rec. 601), as pictures are made grey.
    private static readonly double[] s_grey = [0.299, 0.587, 0.114];

    /// <summary>The layers of a scale and an offset.</summary>
    /// <param name="pixels">What the network takes.</param>
    /// <param name="channels">Its channels, 1 or 3.</param>
    public static IReadOnlyList<Layer> Of(BackbonePixels pixels, int channels)
    {
        List<Layer> steps = [];
        if (channels == 1)
        {
            steps.Add(new Rescaling(s_grey) { Name = "pixels_light" });
            steps.Add(new ReduceOperation(Reduction.Sum, [3], keepDims: true) { Name = "pixels_grey" });
        }
        else if (pixels.BlueFirst)
        {
            steps.Add(BlueFirst());
        }

        if (pixels.Scale.Any(scale => scale != 1) || pixels.Offset.Any(offset => offset != 0))
        {
            steps.Add(new Rescaling(pixels.Scale, pixels.Offset) { Name = "pixels_scaled" });
        }

        return steps;
    }

    /// <summary>The layers that turn colours around and subtract a picture, whose values are weights.</summary>
    public static IReadOnlyList<Layer> LessPicture() => [BlueFirst(), new Normalization { Axes = [1, 2, 3], Name = MeanPicture }];

    private static GetItemOperation BlueFirst() => new(default, default, new AxisPart(Step: -1)) { Name = "pixels_blue_first" };
}
