using Weft.Data;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Augmentation;

public sealed class ResizedCropTests
{
    private const int Count = 4_000;

    [Theory]
    [InlineData(20, 30, 20, 30, 0.25, 1.0, 0.75, 1.25)]
    [InlineData(40, 24, 10, 12, 0.5, 0.5, 0.5, 2.0)]
    [InlineData(8, 8, 16, 12, 1.0, 1.0, 1.0, 1.0)]
    public void Crop_InTraining_IsAPartOfTheAskedAreaAndShape(
        int height, int width, int newHeight, int newWidth, double leastArea, double mostArea, double leastAspect, double mostAspect)
    {
        TensorDataset pictures = Pictures.Coordinates(height, width, Count);
        RandomResizedCrop layer = new(newHeight, newWidth, (leastArea, mostArea), (leastAspect, mostAspect));
        Tensor seen = Pictures.Through(pictures, layer);
        List<double> tops = [], lefts = [], areas = [];
        for (int i = 0; i < Count; i++)
        {
            // Of two neighbours in the middle, where nothing is cut off at the border, the distance is the step.
            int row = newHeight / 2, column = newWidth / 2;
            double right = At(row, column, 0) - At(row, column - 1, 0), down = At(row, column, 1) - At(row - 1, column, 1);
            double partHeight = down * newHeight / height, partWidth = right * newWidth / width;
            double top = At(row, column, 1) + 0.5 - ((row + 0.5) * down), left = At(row, column, 0) + 0.5 - ((column + 0.5) * right);
            Assert.InRange(top, -1e-3, height - (partHeight * height) + 1e-3);
            Assert.InRange(left, -1e-3, width - (partWidth * width) + 1e-3);
            Assert.InRange(partHeight, 0, 1 + 1e-4);
            Assert.InRange(partWidth, 0, 1 + 1e-4);
            if (partHeight < 0.999 && partWidth < 0.999)
            {
                Assert.InRange(partHeight * partWidth, leastArea - 1e-3, mostArea + 1e-3);
                Assert.InRange(partWidth / partHeight, leastAspect - 2e-3, mostAspect + 2e-3);
            }

            areas.Add(partHeight * partWidth);
            if (partHeight < 0.9 && partWidth < 0.9)
            {
                tops.Add(top / (height * (1 - partHeight)));
                lefts.Add(left / (width * (1 - partWidth)));
            }

            double At(int r, int c, int channel) => seen.Row(i)[(((r * newWidth) + c) * 2) + channel];
        }

        if (leastArea < 1)
        {
            // Places are spread evenly over what is free.
            Assert.True(tops.Count > 1000);
            Pictures.AssertShare(0.25, tops.Count(place => place < 0.25), tops.Count);
            Pictures.AssertShare(0.25, lefts.Count(place => place > 0.75), lefts.Count);
            Assert.True(areas.Max() - areas.Min() > 0.9 * (mostArea - leastArea));
        }
    }

    [Theory]
    [InlineData(9, 6, 4, 5)]
    [InlineData(5, 7, 11, 8)]
    [InlineData(5, 7, 5, 7)]
    public void Crop_NotTraining_IsTheWholeResized(int height, int width, int newHeight, int newWidth)
    {
        TensorDataset pictures = Pictures.Copies([height, width, 2], 1);
        double down = (double)height / newHeight, right = (double)width / newWidth;
        double[] expected = new PictureOracle(Pictures.Original(pictures), pictures.Shape)
            .Seen(newHeight, newWidth, (row, column) => ((row + 0.5) * down - 0.5, (column + 0.5) * right - 0.5), Interpolation.Bilinear, FillMode.Nearest)
            .Values;
        Model model = Pictures.Model(pictures.Shape, new RandomResizedCrop(newHeight, newWidth));
        Pictures.AssertClose(expected, model.Predict(pictures).Span);
        Pictures.AssertClose(expected, Pictures.Model(pictures.Shape, new Resizing(newHeight, newWidth)).Predict(pictures).Span);
    }

    [Fact]
    public void Crop_OfNoShare_IsAnError()
    {
        Assert.Contains("cropAreaFactor", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomResizedCrop(4, 4, (0, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("cropAreaFactor", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomResizedCrop(4, 4, (0.5, 1.5))).Message, StringComparison.Ordinal);
        Assert.Contains("aspectRatioFactor", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomResizedCrop(4, 4, null, (-1, 1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomResizedCrop(0, 4));
    }
}
