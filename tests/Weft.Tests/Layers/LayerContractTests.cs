using Weft.Tests.Reference;

namespace Weft.Tests.Layers;

/// <summary>What every layer owes, in every configuration: the oracle's values, the oracle's gradients, one sample like a batch, and learning.</summary>
public sealed class LayerContractTests
{
    public static TheoryData<string> CaseNames => [.. LayerCases.All.Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Predict_AnyConfiguration_MatchesOracle(string name) => LayerContract.PredictsAsOracle(LayerCases.Named(name));

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Gradients_AnyConfiguration_MatchOracle(string name) => LayerContract.DerivesAsOracle(LayerCases.Named(name));

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Predict_OneSample_IsTheBatchesRow(string name)
    {
        LayerCase @case = LayerCases.Named(name);
        Sequential model = @case.Build();
        Samples samples = SampleDrawer.Draw(model, @case.Loss, Math.Min(@case.Batch, 5), seed: 11);
        Tensor batch = model.Predict(samples.Batch());
        for (int i = 0; i < samples.Count; i++)
        {
            Tensor sample = new(model.InputShape, samples.Batch().Row(i).ToArray());
            Tensor alone = model.Predict(sample);
            Assert.Equal(model.OutputShape, alone.Shape);
            // Not to the bit: the runtime's vectorised functions and their scalar tails differ in the last place, and how many values are tail depends on the batch.
            Difference.AssertClose(alone.Span, [.. batch.Row(i).ToArray().Select(value => (double)value)], 5e-7, $"sample {i}");
        }
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void TrainStep_Repeated_LowersTheLoss(string name)
    {
        LayerCase @case = LayerCases.Named(name);
        Sequential model = @case.Compile(new SGD(0.002));
        Samples samples = SampleDrawer.Draw(model, @case.Loss, @case.Batch, seed: 7);
        double first = EngineProbe.TrainStep(model, samples);
        double last = first;
        for (int step = 0; step < 5; step++)
        {
            last = EngineProbe.TrainStep(model, samples);
        }

        Assert.True(last < first, $"expected the loss to fall below {first}, got {last}.");
    }
}
