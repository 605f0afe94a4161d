using System.Text.Json;

using Weft.Kernels;

namespace Weft.Tests.Keras;

/// <summary>Activation functions beside Keras' own, value and derivative, from -1e30 to 1e30.</summary>
public sealed class ActivationAnswersTests
{
    // Where TensorFlow's derivative is not the function's: both branches of celu count at the corner, and squares become too large for a float.
    private static readonly (string Name, double X, string Reason)[] s_exceptions =
    [
        ("celu", 0, "TensorFlow gives 2, the sum of both sides"),
        ("gelu", -1e30, "the approximation's cube becomes infinite in floats: no number, in Keras too"),
        ("gelu", 1e30, "the approximation's cube becomes infinite in floats: no number, in Keras too"),
    ];

    [Fact]
    public void SingleValues_AreKeras()
    {
        JsonElement answers = KerasFiles.Json("current", "activations.json");
        float[] x = Floats(answers.GetProperty("x"));
        int compared = 0, passedOver = 0;
        foreach (JsonElement item in answers.GetProperty("single").EnumerateArray())
        {
            string name = item.GetProperty("name").GetString()!;
            Activation activation = Of(name, item.GetProperty("args"));
            float[] y = new float[x.Length], slopes = new float[x.Length], ones = new float[x.Length];
            Array.Fill(ones, 1);
            ActivationKernels.Forward(activation, x, y);
            ActivationKernels.Backward(activation, x, y, ones, slopes);
            double[] expected = Numbers(item.GetProperty("float64").GetProperty("y")), derivative = Numbers(item.GetProperty("float64").GetProperty("derivative"));
            double[] single = Numbers(item.GetProperty("float32").GetProperty("derivative"));
            for (int i = 0; i < x.Length; i++)
            {
                AssertClose((float)expected[i], y[i], 1e-6, $"{activation}({x[i]})");
                if (s_exceptions.Any(exception => exception.Name == name && (float)exception.X == x[i]) && (single[i] == 2 || double.IsNaN(single[i])))
                {
                    passedOver++;
                    continue;
                }

                AssertClose((float)derivative[i], slopes[i], 2e-6, $"{activation}'({x[i]})");
                compared++;
            }
        }

        Assert.Equal((39 * x.Length) - 4, compared);
        Assert.Equal(4, passedOver);
    }

    [Fact]
    public void Rows_AreKeras()
    {
        List<string> compared = [];
        foreach (JsonElement item in KerasFiles.Json("current", "activations.json").GetProperty("vector").EnumerateArray())
        {
            string name = item.GetProperty("name").GetString()!;
            int axis = item.GetProperty("args").TryGetProperty("axis", out JsonElement given) ? given.GetInt32() : -1;
            float[][] x = Table(item.GetProperty("x"), axis), y = Table(item.GetProperty("y"), axis);
            for (int row = 0; row < x.Length; row++)
            {
                float[] memory = new float[2 * x[row].Length], result = new float[y[row].Length];
                Forward(name, x[row], result, memory);
                for (int i = 0; i < result.Length; i++)
                {
                    AssertClose(y[row][i], result[i], 2e-6, $"{name}, row {row}");
                    float[] dy = new float[result.Length], dx = new float[x[row].Length];
                    dy[i] = 1;
                    Backward(name, x[row], result, dy, dx, memory);
                    for (int j = 0; j < dx.Length; j++)
                    {
                        AssertClose(Jacobian(item.GetProperty("jacobian"), axis, row, i, j), dx[j], 2e-6, $"{name}, row {row}: d y{i} / d x{j}");
                    }
                }
            }

            compared.Add(name);
        }

        Assert.Equal(["softmax", "softmax", "softmax", "softmax", "log_softmax", "log_softmax", "log_softmax", "log_softmax", "sparsemax", "sparsemax", "glu", "glu"], compared);
    }

    [Fact]
    public void EveryNameKerasKnows_IsReadOrRefusedByName()
    {
        string[] names = [.. KerasFiles.Json("current", "activations.json").GetProperty("names_that_get_knows").EnumerateArray().Select(name => name.GetString()!)];
        // threshold takes two numbers, which a name cannot give: Keras cannot call such a layer either.
        string[] unread = [.. names.Where(name => !Reads(name))];
        Assert.Equal(["threshold"], unread);
        Assert.Equal(32, names.Length);
    }

    private static bool Reads(string name)
    {
        string json = $$$"""{"class_name": "Sequential", "config": {"layers": [{"class_name": "InputLayer", "config": {"batch_shape": [null, 4], "name": "i"}}, {"class_name": "Activation", "config": {"name": "a", "activation": "{{{name}}}"}}]}}""";
        try
        {
            return Sequential.FromJson(json).Layers[0].Layer is Weft.Layers.ActivationLayer;
        }
        catch (ModelFileException error)
        {
            Assert.Contains(name, error.Message);
            return false;
        }
    }

    private static Activation Of(string name, JsonElement args) => name switch
    {
        "relu" => Activation.ClippedRelu(Number(args, "max_value"), Number(args, "negative_slope") ?? 0, Number(args, "threshold") ?? 0),
        "leaky_relu" => Activation.LeakyRelu(Number(args, "negative_slope") ?? 0.2f),
        "elu" => new Activation(ActivationKind.Elu, Number(args, "alpha") ?? 1),
        "celu" => Activation.Celu(Number(args, "alpha") ?? 1),
        "gelu" => new Activation(ActivationKind.Gelu, Approximate: args.TryGetProperty("approximate", out JsonElement flag) && flag.GetBoolean()),
        "hard_shrink" => Activation.HardShrink(Number(args, "threshold") ?? 0.5f),
        "soft_shrink" => Activation.SoftShrink(Number(args, "threshold") ?? 0.5f),
        "squareplus" => Activation.Squareplus(Number(args, "b") ?? 4),
        "threshold" => Activation.Threshold(Number(args, "threshold")!.Value, Number(args, "default_value")!.Value),
        "hard_swish" => Activation.HardSilu,
        "swish" => Activation.Silu,
        _ => new Activation(Enum.Parse<ActivationKind>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true)),
    };

    private static float? Number(JsonElement args, string name) => args.TryGetProperty(name, out JsonElement value) ? value.GetSingle() : null;

    private static void Forward(string name, float[] x, float[] y, float[] memory)
    {
        switch (name)
        {
            case "softmax":
                SoftmaxKernels.Forward(x, y);
                break;
            case "log_softmax":
                SoftmaxKernels.LogForward(x, y, memory);
                break;
            case "glu":
                GluOf(x.Length).Predict(new Tensor([1, x.Length], x)).Span.CopyTo(y);
                break;
            default:
                SparsemaxKernels.Forward(x, y, memory);
                break;
        }
    }

    private static void Backward(string name, float[] x, float[] y, float[] dy, float[] dx, float[] memory)
    {
        switch (name)
        {
            case "softmax":
                SoftmaxKernels.Backward(y, dy, dx);
                break;
            case "log_softmax":
                SoftmaxKernels.LogBackward(y, dy, dx, memory);
                break;
            case "glu":
                Gated(x, dy, dx);
                break;
            default:
                SparsemaxKernels.Backward(x, dy, dx, memory);
                break;
        }
    }

    // It has no kernel of its own: a model does it.
    private static Model GluOf(int length)
    {
        Node input = new Weft.Layers.Input([length]);
        return new Model(input, input.Then(new Weft.Layers.ActivationLayer(Activation.Glu)));
    }

    private static void Gated(float[] x, float[] dy, float[] dx)
    {
        Model model = GluOf(x.Length);
        model.Gradients(new Tensor([1, x.Length], x), new Tensor([1, dy.Length], dy), model.Input)[0].Span.CopyTo(dx);
    }

    // Rows along the axis: the lines of the table, or its columns.
    private static float[][] Table(JsonElement table, int axis)
    {
        float[][] lines = [.. table.EnumerateArray().Select(Floats)];
        return axis == -1 ? lines : [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Select(line => line[column]).ToArray())];
    }

    private static float Jacobian(JsonElement jacobian, int axis, int row, int i, int j) => axis == -1
        ? jacobian[row][i][row][j].GetSingle()
        : jacobian[i][row][j][row].GetSingle();

    private static float[] Floats(JsonElement values) => [.. Numbers(values).Select(value => (float)value)];

    private static double[] Numbers(JsonElement values) => [.. values.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture))];

    private static void AssertClose(float expected, float actual, double accuracy, string what)
    {
        bool isClose = expected == actual || Math.Abs((double)expected - actual) <= accuracy * Math.Max(Math.Abs((double)expected), 1);
        Assert.True(isClose, $"{what}: expected {expected}, got {actual}.");
    }
}
