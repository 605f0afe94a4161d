using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>Images that get larger: each output pixel asks for the input at a place, which may lie between pixels or outside.</summary>
internal sealed class ResamplingOperation(int[] input, int[] output, Func<int, int, IEnumerable<(int Y, int X, double Weight)>> sources) : Operation(input, output)
{
    public static ResamplingOperation Zeros(ZeroPadding2D layer, int[] input) => new(
        input,
        [input[0] + layer.Top + layer.Bottom, input[1] + layer.Left + layer.Right, input[2]],
        (y, x) => [(y - layer.Top, x - layer.Left, 1)]);

    /// <summary>Every pixel several times over.</summary>
    public static ResamplingOperation Larger(UpSampling2D layer, int[] input) => new(
        input, [input[0] * layer.Size.Height, input[1] * layer.Size.Width, input[2]], (y, x) => [(y / layer.Size.Height, x / layer.Size.Width, 1)]);

    public override double[] Forward(double[] x)
    {
        double[] y = new double[OutputSize];
        ForEach((from, to, weight) => y[to] += weight * x[from]);
        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[InputSize];
        ForEach((from, to, weight) => dx[from] += weight * dy[to]);
        return dx;
    }

    private void ForEach(Action<int, int, double> visit)
    {
        foreach ((int y, int x) in Window.Grid(Output[0], Output[1]))
        {
            foreach ((int fromY, int fromX, double weight) in sources(y, x))
            {
                for (int c = 0; c < Input[2] && fromY >= 0 && fromY < Input[0] && fromX >= 0 && fromX < Input[1]; c++)
                {
                    visit((((fromY * Input[1]) + fromX) * Input[2]) + c, (((y * Output[1]) + x) * Input[2]) + c, weight);
                }
            }
        }
    }
}
