using Weft.Data;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Augmentation;

public sealed class CropAndErasingTests
{
    private const int Count = 4000;

    [Fact]
    public void Crop_Training_IsEveryWindowAlike()
    {
        TensorDataset pictures = Pictures.Copies([6, 8, 3], Count);
        PictureOracle picture = new(Pictures.Original(pictures), pictures.Shape);
        double[][] windows = [.. from top in Enumerable.Range(0, 3) from left in Enumerable.Range(0, 4) select picture.Window(top, left, 4, 5).Values];
        int[] counts = new int[windows.Length];
        Tensor cropped = Pictures.Through(pictures, new RandomCrop(4, 5));
        Assert.Equal([Count, 4, 5, 3], cropped.Shape);
        for (int i = 0; i < Count; i++)
        {
            double[] crop = [.. cropped.Row(i).ToArray().Select(value => (double)value)];
            counts[Array.FindIndex(windows, window => window.SequenceEqual(crop))]++;
        }

        Assert.All(counts, count => Pictures.AssertShare(1.0 / windows.Length, count, Count));
    }

    // The window of the same proportions from the middle, then resized: pixels are squares with their values in the middle.
    [Theory]
    [InlineData(6, 8, 4, 5, 0, 0, 6, 7)]
    [InlineData(28, 28, 24, 24, 0, 0, 28, 28)]
    [InlineData(9, 5, 3, 3, 2, 0, 5, 5)]
    [InlineData(4, 4, 8, 4, 0, 1, 4, 2)]
    [InlineData(5, 5, 5, 5, 0, 0, 5, 5)]
    public void Crop_NotTraining_IsTheMiddleResized(int height, int width, int newHeight, int newWidth, int top, int left, int windowHeight, int windowWidth)
    {
        TensorDataset pictures = Pictures.Copies([height, width, 2], 1);
        double down = (double)windowHeight / newHeight, right = (double)windowWidth / newWidth;
        double[] expected = new PictureOracle(Pictures.Original(pictures), pictures.Shape)
            .Window(top, left, windowHeight, windowWidth)
            .Seen(newHeight, newWidth, (row, column) => ((row + 0.5) * down - 0.5, (column + 0.5) * right - 0.5), Interpolation.Bilinear, FillMode.Nearest)
            .Values;
        Tensor cropped = Pictures.Model(pictures.Shape, new RandomCrop(newHeight, newWidth)).Predict(pictures);
        Assert.Equal([1, newHeight, newWidth, 2], cropped.Shape);
        Pictures.AssertClose(expected, cropped.Span);
    }

    [Fact]
    public void Crop_OfASmallerPicture_ResizesInTrainingToo()
    {
        TensorDataset pictures = Pictures.Copies([4, 4, 1], 3);
        Model model = Pictures.Model(pictures.Shape, new RandomCrop(8, 4));
        Assert.Equal(model.Predict(pictures).Span, model.Augment(pictures).Span);
    }

    [Theory]
    [InlineData(0.3f)]
    [InlineData(null)]
    public void Erasing_Always_OverwritesOneBox(float? fill)
    {
        const int height = 20, width = 30;
        TensorDataset pictures = Pictures.Copies([height, width, 2], [.. Enumerable.Repeat(0.5f, height * width * 2)], Count);
        Tensor erased = Pictures.Through(pictures, new RandomErasing((1, 1), (0.09, 0.25), fill, (0, 1)));
        List<(int Height, int Width)> boxes = [];
        for (int i = 0; i < Count; i++)
        {
            float[] values = erased.Row(i).ToArray();
            int[] changed = [.. Enumerable.Range(0, values.Length).Where(at => values[at] != 0.5f)];
            int[] rows = [.. changed.Select(at => at / 2 / width).Distinct().Order()], columns = [.. changed.Select(at => at / 2 % width).Distinct().Order()];
            Assert.Equal(rows.Length * columns.Length * 2, changed.Length);
            Assert.Equal((rows[^1] - rows[0] + 1, columns[^1] - columns[0] + 1), (rows.Length, columns.Length));
            Assert.All(changed, at => Assert.True(fill is null ? values[at] is >= 0 and <= 1 : values[at] == fill));
            boxes.Add((rows.Length, columns.Length));
        }

        // Sides of 0.3 to 0.5, to whole pixels.
        Assert.Equal((6, 10), (boxes.Min(box => box.Height), boxes.Max(box => box.Height)));
        Assert.Equal((9, 15), (boxes.Min(box => box.Width), boxes.Max(box => box.Width)));
        // The mean of sqrt(a) for a even on (0.09, 0.25) is 2/3 (0.125 - 0.027) / 0.16.
        Assert.Equal(20 * 2 / 3.0 * 0.098 / 0.16, boxes.Average(box => (double)box.Height), 0.1);
    }

    [Fact]
    public void Erasing_WithNoise_IsHalfNormalWithinTheRange()
    {
        TensorDataset pictures = Pictures.Copies([20, 20, 1], [.. Enumerable.Repeat(0.5f, 400)], 400);
        float[] noise = [.. Pictures.Through(pictures, new RandomErasing((1, 1), (0.5, 0.5), null, (0, 1))).Span.ToArray().Where(value => value != 0.5f)];
        Pictures.AssertShare(0.5, noise.Count(value => value == 0), noise.Length);
        Pictures.AssertShare(0.158655, noise.Count(value => value == 1), noise.Length);
    }

    [Theory]
    [InlineData(0.3, 0.3, 0.3)]
    [InlineData(0, 1, 0.5)]
    [InlineData(0.2, 0.6, 0.4)]
    public void Erasing_Many_HaveTheirShare(double low, double high, double expected)
    {
        TensorDataset pictures = Pictures.Copies([4, 4, 1], new float[16], Count);
        Tensor erased = Pictures.Through(pictures, new RandomErasing((low, high), (0.5, 0.5), 1, (0, 1)));
        Pictures.AssertShare(expected, Enumerable.Range(0, Count).Count(i => erased.Row(i).Contains(1)), Count);
    }
}
