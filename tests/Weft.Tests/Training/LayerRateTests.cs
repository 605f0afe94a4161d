using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

public sealed class LayerRateTests
{
    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    [InlineData("muon")]
    public void Factor_ScalesTheRateOfTheNamedLayersAlone(string kind)
    {
        // A layer at half the rate changes as it does where all have half the rate, and the others as they do at the whole.
        (float[] First, float[] Second) whole = Step(Make(0.1)), half = Step(Make(0.05)), mixed = Step(Make(0.1) with { LayerRates = [new("first", 0.5)] });
        Assert.Equal(half.First, mixed.First);
        Assert.Equal(whole.Second, mixed.Second);
        Assert.NotEqual(half.Second, mixed.Second);
        (float[] First, float[] Second) inside = Step(Make(0.1) with { LayerRates = [new("first", 0.5), new("irs", 0.1)] }, isNested: true);
        Assert.Equal(half.First, inside.First);
        Assert.Equal(whole.Second, inside.Second);

        Optimizer Make(double rate) => kind switch
        {
            "sgd" => new SGD(rate, momentum: 0.9) { WeightDecay = 0.5 },
            "adamw" => new AdamW(rate, weightDecay: 0.5),
            _ => new Muon(rate, weightDecay: 0.5),
        };

        static (float[] First, float[] Second) Step(Optimizer optimizer, bool isNested = false)
        {
            Dense first = new(4, Activation.Tanh) { Name = "first" };
            Sequential body = new([5], seed: 3, name: "body") { first };
            Node input = new Input([5]);
            Node middle = isNested ? body.Call(input) : input.Then(first);
            Model model = new(input, middle.Then(new Dense(3, Activation.Softmax) { Name = "second" }), seed: 3);
            model.SetWeights([.. new Shape[] { [5, 4], [4], [4, 3], [3] }.Select(shape =>
                new Tensor(shape, [.. Enumerable.Range(0, shape.Size).Select(i => MathF.Sin(i))]))]);
            model.Compile(optimizer, new SparseCategoricalCrossentropy());
            model.Fit(new TensorDataset(new Tensor([2, 5], [1, 2, 3, 4, 5, 5, 4, 3, 2, 1.5f]), new[] { 0, 2 }), epochs: 1, batchSize: 2, validationSplit: 0);
            float[][] weights = [.. model.GetWeights().Values.Select(weight => weight.Span.ToArray())];
            return ([.. weights[0], .. weights[1]], [.. weights[2], .. weights[3]]);
        }
    }

    [Fact]
    public void Rates_AreComparedByTheirContentsAndFiled()
    {
        Assert.Equal(new AdamW { LayerRates = [new("a", 0.1)] }, new AdamW { LayerRates = [new("a", 0.1)] });
        Assert.NotEqual(new AdamW { LayerRates = [new("a", 0.1)] }, new AdamW());
        Assert.Contains("'a'", Assert.Throws<ArgumentOutOfRangeException>(() => new LayerRate("a", -1)).Message, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        Sequential model = new([3], seed: 1) { new Dense(2) };
        model.Compile(new AdamW { LayerRates = [new("dense", 0.25), new("other", 0)] }, new MeanSquaredError());
        model.Save(folder.File("m.keras"));
        Assert.Equal(model.Optimizer, Sequential.Load(folder.File("m.keras")).Optimizer);
    }
}
