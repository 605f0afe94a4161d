using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Formats;

/// <summary>One model, with a model in it, in every form that an age of Keras or TensorFlow.js would have given it: the same weights, answers and further steps.</summary>
public sealed class KerasAgesTests(KerasAgesTests.Forms forms) : IClassFixture<KerasAgesTests.Forms>
{
    [Theory]
    [InlineData("k2.1.h5", true)]
    [InlineData("k2.3.h5", true)]
    [InlineData("tf1.hdf5", true)]
    [InlineData("tf2.h5", true)]
    [InlineData("tf2-variable.h5", true)]
    [InlineData("tf2-split.h5", true)]
    [InlineData("tf2-uncompiled.h5", false)]
    [InlineData("tf2-slashes.h5", false)]
    [InlineData("tf2.12.keras", true)]
    [InlineData("k3.h5", true)]
    [InlineData("zip-2.13.keras", true)]
    [InlineData("zip-2.14.keras", true)]
    [InlineData("zip-2.13-windows.keras", true)]
    [InlineData("zip-windows.keras", true)]
    [InlineData("zip-numpy.keras", true)]
    [InlineData("zip-jax.keras", true)]
    [InlineData("zip-without-optimizer.keras", false)]
    [InlineData("script", false)]
    [InlineData("script-direct", false)]
    [InlineData("script-shards", false)]
    public void Load_Form_IsTheModel(string form, bool isCompiled)
    {
        Model model = Model.Load(forms.Require(form));

        Assert.Equal(Forms.Values(forms.Original), Forms.Values(model));
        Assert.Equal(forms.Original.Predict(Forms.Samples).Span, model.Predict(Forms.Samples).Span);
        Assert.Equal(isCompiled, model.Optimizer is not null);
        if (isCompiled)
        {
            Assert.Empty(model.LoadNotes);
            Assert.Equal(forms.Original.Iterations, model.Iterations);
            Model original = Model.Load(forms.Require("original.keras"));
            Forms.Train(original);
            Forms.Train(model);
            Assert.Equal(Forms.Values(original), Forms.Values(model));
        }
    }

    [Theory]
    [InlineData("script-float16", 1e-3)]
    [InlineData("script-uint16", 1e-3)]
    [InlineData("script-uint8", 5e-2)]
    public void Load_QuantisedForm_IsNear(string form, double tolerance)
    {
        Model model = Model.Load(forms.Require(form));
        foreach ((Weight own, Weight other) in forms.Original.Weights.Zip(model.Weights))
        {
            double width = own.Span.ToArray().Max() - own.Span.ToArray().Min();
            double allowed = form switch { "script-uint8" => width / 255 / 2, "script-uint16" => width / 65535 / 2, _ => Math.Abs(own.Span.ToArray().Max(Math.Abs)) / 1024 };
            Assert.All(own.Span.ToArray().Zip(other.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, allowed + 1e-7));
        }

        Assert.All(
            forms.Original.Predict(Forms.Samples).Span.ToArray().Zip(model.Predict(Forms.Samples).Span.ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    [Theory]
    [InlineData("weights-k2.3.h5", false)]
    [InlineData("weights-k2.3.h5", true)]
    [InlineData("weights-tf2-split.h5", false)]
    [InlineData("tf2.h5", false)]
    [InlineData("script", false)]
    [InlineData("zip-2.13.keras", false)]
    public void LoadWeights_Form_GivesTheModelItsWeights(string form, bool byName)
    {
        string path = forms.Require(form);
        Model model = Forms.Build(seed: 9);
        Assert.Empty(model.LoadWeights(path, byName));
        Assert.Equal(Forms.Values(forms.Original), Forms.Values(model));
    }

    [Fact]
    public void Load_FormOfASequential_IsTheModel()
    {
        Sequential model = new([12, 12, 1], seed: 3)
        {
            new Conv2D(4, 3, Activation.Relu),
            new BatchNormalization(),
            new MaxPooling2D(2),
            new SeparableConv2D(6, 3, Activation.Relu),
            new Flatten(),
            new Dropout(0.2),
            new Dense(5, Activation.Relu),
            new Dense(3, Activation.Softmax),
        };
        model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        using TemporaryFolder folder = new();
        Tensor x = new([4, 12, 12, 1], [.. Enumerable.Range(0, 576).Select(i => (i % 7) * 0.1f)]);
        model.Fit(new TensorDataset(x, new int[] { 0, 1, 2, 0 }), epochs: 1, batchSize: 2, shuffle: false);
        model.Save(folder["original.keras"]);
        AgesScript.Write(folder["original.keras"], Path.GetDirectoryName(folder["original.keras"])!, "k2.1.h5", "k2.3.h5", "tf1.hdf5", "tf2.h5", "k3.h5", "zip-2.13.keras", "script-direct");
        foreach (string form in (string[])["k2.1.h5", "k2.3.h5", "tf1.hdf5", "tf2.h5", "k3.h5", "zip-2.13.keras", "script-direct"])
        {
            Model read = Model.Load(folder[form]);
            Assert.Equal((form, true), (form, read is Sequential));
            Assert.Equal(Forms.Values(model), Forms.Values(read));
            Assert.Equal(model.Predict(x).Span, read.Predict(x).Span);
            Assert.Equal(form == "script-direct" ? null : model.Iterations, read.Optimizer is null ? (long?)null : read.Iterations);
        }
    }

    /// <summary>The model as Weft saves it, and the script's forms of it.</summary>
    public sealed class Forms : IDisposable
    {
        private readonly Weft.Tests.TemporaryFolder _folder = new();

        public Forms()
        {
            Original = Build(seed: 1);
            Train(Original);
            Original.Save(_folder.File("original.keras"));
        }

        public Model Original { get; }

        public static Tensor Samples { get; } = new([3, 9, 8, 3], [.. Enumerable.Range(0, 648).Select(i => ((i * 7919 % 1000) / 500f) - 1)]);

        public void Dispose() => _folder.Dispose();

        /// <summary>A form's path; skips the test where there is no h5py.</summary>
        public string Require(string form)
        {
            string path = _folder.File(form);
            if (!Path.Exists(path))
            {
                AgesScript.Write(_folder.File("original.keras"), _folder.Path, form);
            }

            return path;
        }

        /// <summary>Two branches, arithmetic between layers, a model in the model, and every layer whose weights have had other names.</summary>
        public static Model Build(int seed)
        {
            Node inside = new Input([5, 4, 6]);
            Model part = new(inside, inside.Then(new Conv2D(6, 3, padding: Padding.Same) { Name = "part_conv" }, new BatchNormalization { Name = "part_norm" }, new ReLU(6) { Name = "part_relu" }), seed, "part");
            Node input = new Input([9, 8, 3]);
            Node stem = input.Then(
                new ZeroPadding2D(1), new Conv2D(6, 3, strides: 2, useBias: false) { Name = "stem" }, new BatchNormalization(), new ReLU(6));
            Node left = stem.Then(new SeparableConv2D(6, 3, Activation.Relu, padding: Padding.Same));
            Node right = stem.Then(new DepthwiseConv2D(3, padding: Padding.Same));
            Node sum = part.Call((left + right) * 0.5f);
            Model model = new(input, sum.Then(new GlobalAveragePooling2D(), new Dense(5, Activation.Tanh), new Dense(4, Activation.Softmax)), seed, "ages");
            model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy);
            return model;
        }

        public static void Train(Model model) => model.Fit(new TensorDataset(Samples, new int[] { 0, 2, 1 }), epochs: 2, batchSize: 2, shuffle: false);

        public static float[][] Values(Model model) => [.. model.Weights.Select(weight => weight.Span.ToArray())];
    }
}
