using Weft.Imaging;
using Weft.Layers;

namespace Weft.Cli.Tour;

/// <summary>One map under three masks of dropout, as three training steps would see it.</summary>
internal static class DropoutPicture
{
    private const double Rate = 0.5;
    private const int Side = 210, Gap = 20, Masks = 3;

    public static void Draw(TourSubject subject, string path)
    {
        FeatureMap map = subject.ValueOf(subject.SpatialLayers.First(layer => layer.Layer is not Input).Output);
        int channel = map.Best(values => values.Distinct().Count());
        using DrawingSheet sheet = new(Gap + (Masks + 1) * (Side + Gap), Side + 90);
        sheet.Words("as it is", Gap, 26);
        sheet.Picture(map.Grey(channel), Gap, 36, Side, Side);
        for (int step = 0; step < Masks; step++)
        {
            float left = Gap + (step + 1) * (Side + Gap);
            sheet.Words($"in training, step {step + 1}", left, 26);
            sheet.Picture(Under(map, channel, new Random(step)), left, 36, Side, Side);
        }

        sheet.Words($"rate {Rate:0.0}: every value is left out with this chance, anew in every step. Those that stay count {1 / (1 - Rate):0} times. In prediction all stay.", Gap, Side + 66, 12);
        sheet.SavePng(path);
    }

    // What is left out is hatched by colour: no value, not a small one.
    private static Picture Under(FeatureMap map, int channel, Random random)
    {
        Picture grey = map.Grey(channel);
        return new Picture(map.Width, map.Height, 3,
            [.. grey.Pixels.ToArray().SelectMany(value => random.NextDouble() < Rate ? (byte[])[246, 221, 204] : [value, value, value])]);
    }
}
