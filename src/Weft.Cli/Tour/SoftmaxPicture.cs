using System.Globalization;

using Weft.Imaging;
using Weft.Layers;

namespace Weft.Cli.Tour;

/// <summary>The last layer's sums for the picture, and the probabilities that softmax makes of them.</summary>
internal static class SoftmaxPicture
{
    private const int Row = 24, Left = 130, Room = 300, Gap = 24, MostClasses = 20;

    /// <returns>Whether the network ends in a dense layer with a softmax of few classes.</returns>
    public static bool Draw(TourSubject subject, string path)
    {
        BuiltLayer last = subject.Model.Layers[^1];
        int classes = subject.Model.OutputShape.Size;
        if (last.Layer is not Dense { Activation.Kind: ActivationKind.Softmax } || classes > MostClasses)
        {
            return false;
        }

        float[] sums = Sums(subject, last);
        float[] probabilities = subject.Model.Predict(subject.Sample).Span.ToArray();
        using DrawingSheet sheet = new(Left + 2 * (Room + 90) + Gap, 60 + classes * Row + 50);
        sheet.Words($"{subject.ClassOf(subject.Index)}: {classes} sums", Left, 30);
        sheet.Words("softmax: e to the sum, over the sum of all of these", Left + Room + 90, 30);
        float most = sums.Max(MathF.Abs);
        for (int i = 0; i < classes; i++)
        {
            float top = 44 + i * Row, middle = Left + Room / 2f;
            sheet.Words(subject.ClassName(i), Gap, top + 14, 12);
            float length = sums[i] / most * Room / 2;
            sheet.Box(Math.Min(middle, middle + length), top, Math.Max(1, Math.Abs(length)), Row - 8, sums[i] < 0 ? 0x5499C7 : 0xCD6155, 0);
            sheet.Words(sums[i].ToString("0.0", CultureInfo.InvariantCulture), Left + Room + 10, top + 13, 11);
            float start = Left + Room + 90;
            sheet.Box(start, top, Math.Max(1, probabilities[i] * Room), Row - 8, 0x1E8449, 0);
            sheet.Words(probabilities[i].ToString("0.0 %", CultureInfo.InvariantCulture), start + Math.Max(1, probabilities[i] * Room) + 6, top + 13, 11);
        }

        sheet.Words("A sum that is larger by 1 makes a probability 2.7 times as large. All of them together are 1.", Gap, 60 + classes * Row + 24);
        sheet.SavePng(path);
        return true;
    }

    private static float[] Sums(TourSubject subject, BuiltLayer dense)
    {
        float[] features = subject.Model.ValuesOf(subject.Sample, dense.Inputs[0]).Span.ToArray();
        IReadOnlyList<Tensor> weights = dense.GetWeights();
        int classes = weights[0].Shape[1];
        float[] sums = weights.Count > 1 ? weights[1].Span.ToArray() : new float[classes];
        for (int at = 0; at < weights[0].Size; at++)
        {
            sums[at % classes] += features[at / classes] * weights[0].Span[at];
        }

        return sums;
    }
}
