using Weft.Imaging;

namespace Weft.Tests.Imaging;

public sealed class DrawingTests
{
    [Fact]
    public void PictureGrid_SevenPictures_HaveTwoRowsAndTheirPixels()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("new/grid.png");
        CaptionedPicture[] pictures = [.. Enumerable.Range(0, 7).Select(i => new CaptionedPicture(new Picture(1, 1, 3, [(byte)(30 * i), 0, 255]), $"class {i}"))];

        PictureGrid.SavePng(file, pictures, columns: 5, title: "seven", cellSize: 40);
        Picture sheet = Picture.Load(file, 3);

        Assert.Equal((12 + 5 * 52, 30 + 12 + 2 * 72), (sheet.Width, sheet.Height));
        Assert.Equal([30, 0, 255], At(sheet, 12 + 52 + 20, 30 + 12 + 20));
        Assert.Equal([180, 0, 255], At(sheet, 12 + 52 + 20, 30 + 12 + 72 + 20));
        Assert.Equal([255, 255, 255], At(sheet, 12 + 2 * 52 + 20, 30 + 12 + 72 + 20));
    }

    [Fact]
    public void PictureGrid_Captions_AreDrawnWithoutAnyInstalledFont()
    {
        using TemporaryFolder folder = new();
        PictureGrid.SavePng(folder.File("words.png"), [new CaptionedPicture(new Picture(1, 1, 1, [0]), "Größe")], cellSize: 60);
        PictureGrid.SavePng(folder.File("none.png"), [new CaptionedPicture(new Picture(1, 1, 1, [0]), "")], cellSize: 60);

        Assert.NotEqual(Dark(folder.File("none.png")), Dark(folder.File("words.png")));
    }

    [Fact]
    public void PictureGrid_Nothing_IsADataException() =>
        Assert.Throws<DataException>(() => PictureGrid.SavePng("/nowhere/grid.png", []));

    [Fact]
    public void TrainingCurves_ThreeEpochs_DrawTheSizeAskedFor()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("curves.png");

        TrainingCurves.SavePng(file, Epochs(3, validation: true), "fashion-mnist", 800, 300);
        Picture curves = Picture.Load(file, 3);

        Assert.Equal((800, 300), (curves.Width, curves.Height));
        Assert.True(Count(curves, (31, 119, 180)) > 100, "expected the training curve in its blue");
        Assert.True(Count(curves, (255, 127, 14)) > 50, "expected the validation curve in its orange");
    }

    [Fact]
    public void LearningRateCurve_WithASuggestion_DrawsCurvesAndMark()
    {
        using TemporaryFolder folder = new();
        LearningRatePoint[] points = [.. Enumerable.Range(0, 40).Select(i => new LearningRatePoint(Math.Pow(10, -5 + (i / 10.0)), 2 - Math.Tanh((i - 20) / 5.0), 2.1 - Math.Tanh((i - 22) / 5.0)))];

        LearningRateCurve.SavePng(folder.File("with.png"), new LearningRateRange(points), 600, 300);
        LearningRateCurve.SavePng(folder.File("without.png"), new LearningRateRange([.. points.Select(point => point with { SmoothedLoss = 2 })]), 600, 300);

        Picture with = Picture.Load(folder.File("with.png"), 3);
        Assert.Equal((600, 300), (with.Width, with.Height));
        Assert.True(Count(with, (31, 119, 180)) > 50, "expected the losses in their blue");
        Assert.True(Count(with, (44, 160, 44)) > 50, "expected the mark in its green");
        Assert.Equal(0, Count(Picture.Load(folder.File("without.png"), 3), (44, 160, 44)));
    }

    [Fact]
    public void TrainingCurves_WithoutValidation_DrawTrainingAlone()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("curves.png");

        TrainingCurves.SavePng(file, Epochs(1, validation: false));

        Assert.Equal(0, Count(Picture.Load(file, 3), (255, 127, 14)));
    }

    [Fact]
    public void TrainingCurves_NoEpoch_IsADataException() =>
        Assert.Throws<DataException>(() => TrainingCurves.SavePng("/nowhere/curves.png", []));

    private static EpochResult[] Epochs(int count, bool validation) =>
    [
        .. Enumerable.Range(1, count).Select(epoch =>
        {
            Dictionary<string, double> values = new() { ["loss"] = 1.0 / epoch, ["accuracy"] = 1 - 0.5 / epoch };
            if (validation)
            {
                values["val_loss"] = 1.2 / epoch;
                values["val_accuracy"] = 1 - 0.6 / epoch;
            }

            return new EpochResult(epoch, 1, 0.001, values);
        }),
    ];

    private static byte[] At(Picture picture, int x, int y) => picture.Pixels.Slice((y * picture.Width + x) * 3, 3).ToArray();

    private static int Dark(string file) => Picture.Load(file, 1).Pixels.ToArray().Count(value => value < 128);

    private static int Count(Picture picture, (byte Red, byte Green, byte Blue) colour)
    {
        int count = 0;
        for (int i = 0; i < picture.Pixels.Length; i += 3)
        {
            count += (picture.Pixels[i], picture.Pixels[i + 1], picture.Pixels[i + 2]) == colour ? 1 : 0;
        }

        return count;
    }
}
