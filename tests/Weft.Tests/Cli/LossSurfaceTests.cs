using Weft.Cli.Tour;
using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Cli;

public sealed class LossSurfaceTests
{
    private readonly Sequential _model = new([3], seed: 2) { new Dense(4, Activation.Tanh), new Dense(2, Activation.Softmax) };
    private readonly TensorDataset _data = new(new Tensor([4, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0]), new[] { 0, 1, 0, 1 });

    public LossSurfaceTests() => _model.Compile(new SGD(), new SparseCategoricalCrossentropy());

    [Fact]
    public void Slope_IsTheDifferenceOfLosses()
    {
        LossSurface surface = new(_model, _data, seed: 1);
        const double step = 1e-3;
        (double x, double y) = surface.Slope(0.3, -0.2);
        Assert.Equal((surface.Loss(0.3 + step, -0.2) - surface.Loss(0.3 - step, -0.2)) / (2 * step), x, 2e-4);
        Assert.Equal((surface.Loss(0.3, -0.2 + step) - surface.Loss(0.3, -0.2 - step)) / (2 * step), y, 2e-4);
    }

    [Fact]
    public void Weights_AfterGridAndDescent_AreWhatTheyWere()
    {
        float[][] before = [.. _model.Weights.Select(weight => weight.Span.ToArray())];
        LossSurface surface = new(_model, _data, seed: 1);
        double[,] grid = surface.Grid(5);
        surface.Descend(-0.5, 0.5, 0.1, 5);
        Assert.Equal(before, _model.Weights.Select(weight => weight.Span.ToArray()));
        Assert.Equal(_model.Evaluate(_data).Loss, grid[2, 2], 1e-6);
        Assert.NotEqual(grid[0, 0], grid[4, 4]);
    }

    [Fact]
    public void Descent_WithASmallRate_GoesDown()
    {
        LossSurface surface = new(_model, _data, seed: 1);
        IReadOnlyList<(double X, double Y)> path = surface.Descend(-0.8, 0.7, 0.1, 10);
        double[] losses = [.. path.Select(place => surface.Loss(place.X, place.Y))];
        Assert.Equal(11, losses.Length);
        Assert.All(losses.Zip(losses.Skip(1)), pair => Assert.True(pair.Second < pair.First));
        Assert.Equal(0.1, Math.Sqrt(Math.Pow(path[1].X - path[0].X, 2) + Math.Pow(path[1].Y - path[0].Y, 2)), 1e-9);
    }

    // A step along a direction changes a filter by as much as the filter is long.
    [Fact]
    public void Direction_OfAFilter_IsAsLongAsTheFilter()
    {
        float[] before = _model.Weights.First().Span.ToArray();
        LossSurface surface = new(_model, _data, seed: 1);
        surface.Loss(1, 0);
        float[] moved = _model.Weights.First().Span.ToArray();
        surface.Loss(0, 0);
        for (int filter = 0; filter < 4; filter++)
        {
            double own = 0, by = 0;
            for (int at = filter; at < before.Length; at += 4)
            {
                own += before[at] * before[at];
                by += Math.Pow(moved[at] - before[at], 2);
            }

            Assert.Equal(own, by, 1e-5);
        }
    }
}
