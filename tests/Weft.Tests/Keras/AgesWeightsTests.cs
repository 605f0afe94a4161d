using Weft.Tests.Golden;

namespace Weft.Tests.Keras;

/// <summary>Files of weights alone that the Keras of every age made, loaded into the model that its JSON describes or that code
/// builds.</summary>
public sealed class AgesWeightsTests
{
    public static TheoryData<string> Files =>
        [.. AgesCases.All.Where(one => one.Value.TryGetProperty("architecture", out _)).Select(one => one.Key).DefaultIfEmpty("none")];

    [Theory]
    [MemberData(nameof(Files))]
    public void LoadWeights_TheirFile_PredictsAsTheirs(string file)
    {
        KerasFiles.Require("ages");
        Model model = Model.FromJson(File.ReadAllText(AgesCases.Path(AgesCases.All[file].GetProperty("architecture").GetString()!)), seed: 1);

        Assert.Empty(model.LoadWeights(AgesCases.Path(file)));

        NpzFile arrays = AgesCases.Arrays(file);
        AgesCases.AssertNear(arrays["y"], model.Predict(AgesCases.Samples(model, arrays)), AgesCases.OutputTolerance);
    }
}
