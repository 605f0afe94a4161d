using Weft.Imaging;
using Weft.Layers;

namespace Weft.Cli.Tour;

/// <summary>A channel's sums before and behind a rectifier, and the function between them.</summary>
internal static class ActivationPicture
{
    private const int Side = 280, Gap = 24;

    /// <returns>Whether the network has a convolution with a rectifier to show.</returns>
    public static bool Draw(TourSubject subject, string path)
    {
        if (subject.SpatialLayers.FirstOrDefault(layer => layer.Layer is Conv2D { Activation.Kind: ActivationKind.Relu }) is not { } convolution)
        {
            return false;
        }

        FeatureMap after = subject.ValueOf(convolution.Output);
        FeatureMap before = FeatureMap.Of(Sums(subject, convolution), convolution.OutputShape);
        int channel = before.Best(values => Math.Min(values.Max(), -values.Min()));
        float most = before.Most(channel);
        using DrawingSheet sheet = new(Gap * 4 + Side * 3, Side + 96);
        sheet.Words($"{convolution.Name}'s sums: red above 0, blue below", Gap, 26);
        sheet.Picture(before.Signed(channel, most), Gap, 38, Side, Side);
        Curve(sheet, Gap * 2 + Side, 38);
        sheet.Words("what is left: nothing below 0", Gap * 3 + Side * 2, 26);
        sheet.Picture(after.Signed(channel, most), Gap * 3 + Side * 2, 38, Side, Side);
        sheet.Box(Gap * 3 + Side * 2, 38, Side, Side, 0xC8C8C8);
        sheet.Words($"channel {channel} of {before.Channels}. Without a bend between them, two layers of sums would be no more than one.", Gap, Side + 68);
        sheet.SavePng(path);
        return true;
    }

    // The same convolution, its function left away.
    private static Tensor Sums(TourSubject subject, BuiltLayer convolution)
    {
        Input input = new(convolution.Inputs[0].Shape);
        Model bare = new(input, ((Conv2D)convolution.Layer with { Activation = Activation.Linear }).Call(input));
        bare.SetWeights(convolution.GetWeights());
        return bare.Predict(subject.Model.ValuesOf(subject.Sample, convolution.Inputs[0]));
    }

    private static void Curve(DrawingSheet sheet, float left, float top)
    {
        (float middle, float floor) = (left + Side / 2f, top + Side * 0.75f);
        sheet.Words("relu(x) = max(x, 0)", left + 20, top - 12);
        sheet.Line(left + 10, floor, left + Side - 10, floor, 0xC8C8C8);
        sheet.Line(middle, top + 10, middle, top + Side - 10, 0xC8C8C8);
        sheet.Line(left + 10, floor, middle, floor, 0x2471A3, 3);
        sheet.Line(middle, floor, left + Side - 20, floor - (Side / 2f - 20), 0xC0392B, 3);
        sheet.Words("x", left + Side - 20, floor + 18, 12);
    }
}
