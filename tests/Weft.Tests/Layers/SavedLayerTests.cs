using Weft.Tests.Reference;

namespace Weft.Tests.Layers;

/// <summary>Every layer comes back from a <c>.keras</c> file as it was.</summary>
public sealed class SavedLayerTests
{
    public static TheoryData<string> CaseNames => [.. LayerCases.All.Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Load_SavedModel_PredictsTheSameBits(string name)
    {
        LayerCase @case = LayerCases.Named(name);
        Sequential model = @case.Compile();
        Samples samples = SampleDrawer.Draw(model, @case.Loss, 2, seed: 7);
        string path = Path.Combine(Path.GetTempPath(), $"weft-{Guid.NewGuid():N}.keras");
        try
        {
            model.Save(path);
            Model loaded = Model.Load(path);
            Assert.Equal(model.Graph.Leaves.Select(layer => layer.OutputShape), loaded.Graph.Leaves.Select(layer => layer.OutputShape));
            Assert.Equal(model.Graph.Leaves.Select(layer => layer.Name), loaded.Graph.Leaves.Select(layer => layer.Name));
            Assert.Equal(model.Predict(samples.Batch()).Span, loaded.Predict(samples.Batch()).Span);
            Assert.Equal(model.Loss, loaded.Loss);
            Assert.Empty(loaded.LoadNotes);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
