namespace Weft.Tests.Onnx;

/// <summary>Averages, scales and biases that are not those of an untrained model.</summary>
internal static class SpreadWeights
{
    public static Model In(Model model)
    {
        Random random = new(9);
        foreach (Weight weight in model.Weights.Where(weight => weight.Shape.Rank == 1))
        {
            bool isSpread = weight.Name.EndsWith("variance", StringComparison.Ordinal)
                || weight.Name.EndsWith("gamma", StringComparison.Ordinal);
            foreach (ref float value in weight.Values.AsSpan())
            {
                value = (float)(isSpread ? 0.8 + (0.4 * random.NextDouble()) : 0.1 * (random.NextDouble() - 0.5));
            }
        }

        return model;
    }
}
