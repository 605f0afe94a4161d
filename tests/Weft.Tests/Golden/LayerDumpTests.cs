using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Golden;

/// <summary>Single layers and a residual network against PyTorch; <c>bench/peers/golden_layers.py</c> has the same networks.</summary>
public sealed class LayerDumpTests
{
    private const double Tolerance = 4e-6;

    private static readonly Shape s_shape = [7, 6, 4];

    private readonly NpzFile _golden = new(Path.Combine(AppContext.BaseDirectory, "Golden", "layers.npz"));

    public static TheoryData<string> Cases => ["depthwise", "separable", "dilated", "grouped", "normalized"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_OfALayer_ArePyTorchs(string name)
    {
        Model model = Single(name);
        Samples samples = Draw(model);
        IReadOnlyList<Tensor> gradients = EngineProbe.Gradients(model, samples);
        Weight[] trainable = [.. model.Weights.Where(weight => weight.Trainable)];
        Assert.Equal(trainable.Length, gradients.Count);
        for (int i = 0; i < trainable.Length; i++)
        {
            Difference.AssertClose(gradients[i].Span, _golden[$"{name}/gradients/{i}"], Tolerance, trainable[i].Name);
        }

        double loss = _golden[$"{name}/loss"][0];
        Assert.Equal(loss, EngineProbe.TrainStep(model, samples), 1e-6 * loss);
    }

    [Fact]
    public void Evaluate_Normalized_UsesAveragesAsPyTorchDoes()
    {
        Model model = Single("normalized");
        double expected = _golden["normalized/evaluated"][0];
        Assert.Equal(expected, model.Evaluate(Draw(model)).Loss, 1e-6 * expected);
    }

    [Fact]
    public void TrainStep_Normalized_MovesTheAveragesByBiasedVariance()
    {
        Model model = Single("normalized");
        EngineProbe.TrainStep(model, Draw(model));
        Difference.AssertClose(model.Layers[1].Weights[2].Span, _golden["normalized/moving_mean"], 1e-6, "moving_mean");
        Difference.AssertClose(model.Layers[1].Weights[3].Span, _golden["normalized/moving_variance"], 1e-6, "moving_variance");
    }

    [Fact]
    public void TrainStep_ResidualNetworkTenBatches_HasPyTorchsLosses()
    {
        Sequential model = new([28, 28, 1], seed: 1)
        {
            Conv(6), new BatchNormalization(), new ReLU(),
            new Residual(Activation.Relu) { Conv(6), new BatchNormalization(), new ReLU(), Conv(6), new BatchNormalization() },
            new Residual(Activation.Relu) { Conv(10, 2), new BatchNormalization(), new ReLU(), Conv(10), new BatchNormalization() },
            new GlobalAveragePooling2D(),
            new Dense(10, Activation.Softmax),
        };
        Fill(model);
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        for (int step = 1; step <= 10; step++)
        {
            double loss = EngineProbe.TrainStep(model, SeedNetwork.Batch(Enumerable.Range(1000 * step, 24)));
            double expected = _golden["residual/losses"][step - 1];
            Assert.True(Math.Abs(loss - expected) <= 5e-6, $"step {step}: expected {expected}, got {loss}.");
        }
    }

    private static Conv2D Conv(int filters, int strides = 1) => new(filters, 3, strides: strides, padding: Padding.Same, useBias: false);

    private static Model Single(string name)
    {
        Layer[] layers = name switch
        {
            "depthwise" => [new DepthwiseConv2D(3, strides: 2, depthMultiplier: 2)],
            "separable" => [new SeparableConv2D(6, 3, depthMultiplier: 2)],
            "dilated" => [new Conv2D(6, 3) { DilationRate = 2 }],
            "grouped" => [new Conv2D(6, 3) { Groups = 2 }],
            _ => [new Conv2D(6, 1, useBias: false), new BatchNormalization(), new ReLU()],
        };
        Sequential model = new(s_shape, seed: 1);
        foreach (Layer layer in (Layer[])[.. layers, new Flatten()])
        {
            model.Add(layer);
        }

        Fill(model);
        model.Compile(new SGD(0.01), new MeanSquaredError());
        return model;
    }

    private static void Fill(Model model)
    {
        SeedNetwork.Lcg random = new(1);
        foreach (Weight weight in model.Weights)
        {
            double around = weight.Name.EndsWith("gamma", StringComparison.Ordinal) || weight.Name.EndsWith("moving_variance", StringComparison.Ordinal) ? 1 : 0;
            double limit = weight.Shape.Rank == 1 ? 0.05 : SeedNetwork.GlorotLimit([.. weight.Shape]);
            foreach (ref float value in weight.Values.AsSpan())
            {
                value = (float)(around + (limit * ((2.0 * random.Next() / (1 << 24)) - 1)));
            }
        }
    }

    private static Samples Draw(Model model)
    {
        SeedNetwork.Lcg random = new(7);
        float[][] inputs = [.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, s_shape.Size).Select(_ => (float)((2.0 * random.Next() / (1 << 24)) - 1)).ToArray())];
        return Samples.WithTargets(s_shape, inputs, [.. inputs.Select(_ => new float[model.OutputShape.Size])]);
    }
}
