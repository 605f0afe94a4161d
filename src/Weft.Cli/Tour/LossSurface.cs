using Weft.Data;

namespace Weft.Cli.Tour;

/// <summary>The loss of a network over a plane through its weights, and descents on it.</summary>
/// <remarks>
/// The plane is spanned by two random directions. A filter's part of a direction is as long as the filter itself, so that a step means
/// the same in all layers (Li et al., Visualizing the Loss Landscape of Neural Nets, 2018).
/// </remarks>
internal sealed class LossSurface
{
    /// <summary>The plane's extent on either side of the weights, in lengths of the filters.</summary>
    public const double Reach = 1;

    private readonly Model _model;
    private readonly Dataset _data;
    private readonly Weight[] _weights;
    private readonly float[][] _centre;
    private readonly float[][][] _directions;

    public LossSurface(Model model, Dataset data, int seed)
    {
        (_model, _data) = (model, data);
        _weights = [.. model.Weights.Where(weight => weight.Trainable)];
        _centre = [.. _weights.Select(weight => weight.Span.ToArray())];
        Random random = new(seed);
        _directions = [Direction(random), Direction(random)];
    }

    /// <summary>The loss at a grid of places, rows from below to above.</summary>
    /// <param name="side">Places along each edge.</param>
    public double[,] Grid(int side)
    {
        double[,] losses = new double[side, side];
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                losses[y, x] = Loss(Reach * (2.0 * x / (side - 1) - 1), Reach * (2.0 * y / (side - 1) - 1));
            }
        }

        Go(0, 0);
        return losses;
    }

    /// <summary>Where gradient descent goes from a place, within the plane.</summary>
    /// <param name="x">The place along the first direction.</param>
    /// <param name="y">Along the second.</param>
    /// <param name="rate">The learning rate, by the gradient's length at the start: the first step is so long.</param>
    /// <param name="steps">How many.</param>
    /// <returns>The places, the start first.</returns>
    public IReadOnlyList<(double X, double Y)> Descend(double x, double y, double rate, int steps)
    {
        List<(double X, double Y)> path = [(x, y)];
        double scale = 0;
        for (int step = 0; step < steps; step++)
        {
            (double slopeX, double slopeY) = Slope(x, y);
            scale = step == 0 ? rate / Math.Max(Math.Sqrt(slopeX * slopeX + slopeY * slopeY), 1e-12) : scale;
            (x, y) = (Math.Clamp(x - scale * slopeX, -Reach, Reach), Math.Clamp(y - scale * slopeY, -Reach, Reach));
            path.Add((x, y));
        }

        Go(0, 0);
        return path;
    }

    public double Loss(double x, double y)
    {
        Go(x, y);
        return _model.Evaluate(_data).Loss;
    }

    /// <summary>The gradient of the loss by the two coordinates: that by the weights, along the two directions.</summary>
    public (double X, double Y) Slope(double x, double y)
    {
        Go(x, y);
        IReadOnlyList<Tensor> gradients = _model.WeightGradients(_data);
        return (Along(gradients, _directions[0]), Along(gradients, _directions[1]));
    }

    private static double Along(IReadOnlyList<Tensor> gradients, float[][] direction)
    {
        double sum = 0;
        for (int weight = 0; weight < direction.Length; weight++)
        {
            for (int at = 0; at < direction[weight].Length; at++)
            {
                sum += (double)gradients[weight].Span[at] * direction[weight][at];
            }
        }

        return sum;
    }

    private void Go(double x, double y) => _model.SetWeights([.. _model.Weights.Select(weight =>
        Array.IndexOf(_weights, weight) is >= 0 and int at ? Moved(at, x, y) : new Tensor(weight.Shape, weight.Span.ToArray()))]);

    private Tensor Moved(int weight, double x, double y)
    {
        float[] values = new float[_centre[weight].Length];
        for (int at = 0; at < values.Length; at++)
        {
            values[at] = (float)(_centre[weight][at] + x * _directions[0][weight][at] + y * _directions[1][weight][at]);
        }

        return new Tensor(_weights[weight].Shape, values);
    }

    // Of a kernel, what leads to one output is a filter; a bias is not moved, as in the paper.
    private float[][] Direction(Random random) => [.. _weights.Select((weight, i) =>
    {
        float[] values = new float[weight.Shape.Size];
        if (weight.Shape.Rank < 2)
        {
            return values;
        }

        int filters = weight.Shape[^1];
        for (int filter = 0; filter < filters; filter++)
        {
            double length = 0, own = 0;
            for (int at = filter; at < values.Length; at += filters)
            {
                values[at] = (float)Normal(random);
                length += (double)values[at] * values[at];
                own += (double)_centre[i][at] * _centre[i][at];
            }

            for (int at = filter; at < values.Length; at += filters)
            {
                values[at] *= (float)Math.Sqrt(own / Math.Max(length, 1e-30));
            }
        }

        return values;
    })];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
