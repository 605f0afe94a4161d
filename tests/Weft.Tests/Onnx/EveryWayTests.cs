using System.Runtime.InteropServices;

using CsCheck;

using Weft.Cli.Models;
using Weft.Cli.Recipes;
using Weft.Data;
using Weft.Onnx;
using Weft.Tests.Applications;
using Weft.Tests.Formats;
using Weft.Tests.Graph;

namespace Weft.Tests.Onnx;

/// <summary>
/// A model on every way through files, on real pictures: <c>.keras</c> and back, ONNX into ONNX Runtime and back, arrays and back. Weights
/// come back to the bit, answers to 1e-5.
/// </summary>
public sealed class EveryWayTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly Weft.Tests.TemporaryFolder _folder = new();

    public static TheoryData<string> Applications => ThinApplication.Names;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Applications))]
    public void Application_OfPhotos_ComesBack(string name)
    {
        (Model model, Tensor x) = new[] { 1f, 0.7f, 0.5f, 0.3f }
            .Select(scale => Calmed(SpreadWeights.In(ThinApplication.Create(name, seed: 3)), scale))
            .Select(model => (model, RealPictures.Photos(model.InputShape, 1))).First(drawn => IsSteady(drawn.model, drawn.Item2));
        RequireEveryWay(model, x);
    }

    [Fact]
    public async Task SeedNetwork_TrainedALittle_ComesBack()
    {
        ImageDataset pictures = await RealPictures.FashionAsync(300);
        Model model = ModelRecipe.Seed.Create(pictures.Shape, classes: 10, seed: 1);
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        model.Fit(pictures.Slice(100, 200), epochs: 1, batchSize: 20, cancellationToken: TestContext.Current.CancellationToken);
        Model loaded = RequireEveryWay(model, Scaled(model, pictures.Slice(0, 100)));

        // The optimizer's state came back with it: both go on alike.
        model.Fit(pictures.Slice(100, 200), epochs: 1, batchSize: 20, cancellationToken: TestContext.Current.CancellationToken);
        loaded.Fit(pictures.Slice(100, 200), epochs: 1, batchSize: 20, cancellationToken: TestContext.Current.CancellationToken);
        RequireSame(model, loaded);
    }

    [Fact]
    public async Task ShippedModel_ComesBack()
    {
        // A file of ONNX has no flips in it.
        Model model = ModelLoading.Open(null);
        model.Metadata = model.Metadata with { TestTimeFlip = false };
        RequireEveryWay(model, Scaled(model, await RealPictures.FashionAsync(100)));
    }

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    [InlineData(103)]
    public void RandomGraphs_OfPhotos_ComeBack(uint seed)
    {
        for (ulong draw = 0; draw < 10; draw++)
        {
            int[] decisions = Gen.Int[0, 1 << 20].Array[40].Generate(new PCG(seed, draw + 1), null, out _);
            Model model = SpreadWeights.In(new RandomGraph(decisions).Build((int)seed));
            RequireEveryWay(model, RealPictures.Photos(model.InputShape, 2));
        }
    }

    // Some of the deepest networks of random weights answer otherwise for every rounding, and no two programs agree on those: their
    // normalisations then scale less.
    private static Model Calmed(Model model, float scale)
    {
        foreach (Weight gamma in model.Weights.Where(weight => weight.Name.EndsWith("gamma", StringComparison.Ordinal)))
        {
            foreach (ref float value in gamma.Values.AsSpan())
            {
                value *= scale;
            }
        }

        return model;
    }

    private static bool IsSteady(Model model, Tensor x)
    {
        float[] near = [.. x.Span.ToArray().Select(value => value * (1 + 1e-6f))];
        float[] y = model.Predict(x).Span.ToArray(), moved = model.Predict(new Tensor(x.Shape, near)).Span.ToArray();
        return y.Zip(moved, (one, other) => Math.Abs(one - other)).Max() <= Tolerance / 10 * Math.Max(1, y.Max(Math.Abs));
    }

    // What came back from the .keras file.
    private Model RequireEveryWay(Model model, Tensor x)
    {
        Tensor expected = model.Predict(x);
        string path = _folder.File("a.keras");
        model.Save(path);
        Model loaded = Model.Load(path);
        RequireSame(model, loaded);
        Assert.Equal(expected.Span, loaded.Predict(x).Span);
        loaded.Save(_folder.File("b.keras"));
        RequireSame(model, Model.Load(_folder.File("b.keras")));

        path = _folder.File("a.onnx");
        OnnxModel.Save(model, path);
        RequireNear(expected, Assert.Single(OrtRun.Of(path, x)), "ONNX Runtime");
        RequireNear(expected, OnnxModel.Load(path).Predict(x), "Weft of ONNX");

        foreach (string file in new[] { "a.safetensors", "a.npz" })
        {
            // Zeros first, so that a weight that is left out is seen.
            Model other = model.Copy();
            model.SaveWeights(_folder.File(file));
            other.SetWeights([.. other.Weights.Select(weight => new Tensor(weight.Shape))]);
            Assert.Empty(other.LoadWeights(_folder.File(file)));
            RequireSame(model, other);
        }

        return loaded;
    }

    private static Tensor Scaled(Model model, ImageDataset pictures) => new(pictures.Shape.Prepend(pictures.Count),
        [.. Enumerable.Range(0, pictures.Count).SelectMany(i => pictures.Pixels(i).ToArray()).Select(pixel => (pixel * model.PixelScale) + model.PixelOffset)]);

    private static void RequireSame(Model expected, Model actual)
    {
        Assert.Equal(expected.Weights.Select(weight => weight.Name), actual.Weights.Select(weight => weight.Name));
        Assert.All(expected.Weights.Zip(actual.Weights), pair => Assert.True(
            MemoryMarshal.AsBytes(pair.First.Span).SequenceEqual(MemoryMarshal.AsBytes(pair.Second.Span)), pair.First.Name));
    }

    private static void RequireNear(Tensor expected, Tensor actual, string who)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double largest = Math.Max(expected.Span.ToArray().Max(Math.Abs), 1);
        double worst = expected.Span.ToArray().Zip(actual.Span.ToArray(), (one, other) => Math.Abs((double)one - other)).Max();
        Assert.True(worst <= Tolerance * largest, $"{who}: {worst} of {largest}");
    }
}
