using System.Globalization;

using Weft.Cli.Judging;
using Weft.Cli.Rendering;
using Weft.Imaging;

namespace Weft.Cli.Pages;

/// <summary>A picture that was taken for something else.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Uri">The picture, as the network got it.</param>
/// <param name="Original">The file's own picture, larger; null where there is none.</param>
/// <param name="Map">The picture with what spoke for the answer; null where it was not asked.</param>
/// <param name="MapWords">The same in words.</param>
/// <param name="Class">What it is.</param>
/// <param name="Taken">What it was taken for.</param>
/// <param name="Confidence">How sure the model was.</param>
/// <param name="OfClass">What it gave the right class.</param>
/// <param name="IsSmall">Whether its pixels should be seen.</param>
internal sealed record MistakeCard(
    string Name, string Uri, string? Original, string? Map, string? MapWords, string Class, string Taken, float Confidence, float OfClass, bool IsSmall);

/// <summary>The mistakes that a model was surest of, and what it saw there.</summary>
/// <param name="run">The run.</param>
/// <param name="thumbnails">Its pictures.</param>
internal sealed class MistakeCards(RunPictures run, Thumbnails thumbnails)
{
    private const int Most = 12;
    private const int MostLarge = 4;
    private const int LargeSide = 64;
    private const int Longest = 160;

    public MistakeCard[] Render(CancellationToken cancellationToken)
    {
        TestPredictions predictions = run.Predictions!;
        int[] worst = [.. Enumerable.Range(0, predictions.Count).Where(index => !predictions.IsRight(index)).OrderByDescending(predictions.Confidence).Take(Most)];
        bool areSmall = Math.Max(run.Tested.Shape[0], run.Tested.Shape[1]) <= LargeSide;

        // Large pictures take a network of photos, whose answers take time.
        int[] asked = [.. worst.Take(areSmall ? Most : MostLarge)];
        double[][] effects = asked.Length == 0 ? [] : Occlusion.Of(run.Model, run.Tested, asked, predictions, cancellationToken);
        return
        [
            .. worst.Select((index, i) => (index, effect: i < effects.Length ? effects[i] : null, uri: thumbnails.Of(index))).Where(one => one.uri is not null).Select(one => new MistakeCard(
                run.NameOf(one.index),
                one.uri!,
                Original(one.index),
                one.effect is null ? null : PictureDataUri.Of(Map(SamplePictures.PictureAt(run.Tested, one.index), one.effect)),
                one.effect is null ? null : Words(one.effect),
                predictions.ClassNames[predictions.Labels[one.index]],
                predictions.ClassNames[predictions.Predicted[one.index]],
                predictions.Confidence(one.index),
                predictions[one.index][predictions.Labels[one.index]],
                areSmall)),
        ];
    }

    // As long as the file is there; the test part was read from it a moment ago.
    private string? Original(int index) => index < run.Files.Count && File.Exists(run.Files[index].Path)
        ? PictureDataUri.Of(Thumbnails.Shrink(Picture.Load(run.Files[index].Path, 3, Longest), Longest))
        : null;

    // Grey, and orange where a square spoke for the answer.
    private static Picture Map(Picture picture, double[] effect)
    {
        Picture grey = Thumbnails.Shrink(picture, Longest).WithChannels(1);
        int grid = (int)Math.Sqrt(effect.Length);
        double largest = Math.Max(effect.Max(), 1e-9);
        byte[] pixels = new byte[grey.Width * grey.Height * 3];
        for (int i = 0; i < grey.Width * grey.Height; i++)
        {
            (int y, int x) = (i / grey.Width, i % grey.Width);
            double strength = 0.85 * Math.Max(0, effect[(y * grid / grey.Height * grid) + (x * grid / grey.Width)]) / largest;
            double light = 40 + (0.75 * grey.Pixels[i]);
            pixels[i * 3] = (byte)((light * (1 - strength)) + (255 * strength));
            pixels[(i * 3) + 1] = (byte)((light * (1 - strength)) + (130 * strength));
            pixels[(i * 3) + 2] = (byte)((light * (1 - strength)) + (20 * strength));
        }

        return new Picture(grey.Width, grey.Height, 3, pixels);
    }

    private static string Words(double[] effect)
    {
        int grid = (int)Math.Sqrt(effect.Length), place = Array.IndexOf(effect, effect.Max());
        return string.Create(CultureInfo.InvariantCulture, $"What spoke for the answer: most of all row {(place / grid) + 1}, column {(place % grid) + 1} of {grid} by {grid} squares");
    }
}
