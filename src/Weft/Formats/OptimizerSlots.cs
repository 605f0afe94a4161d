using PureHDF;

namespace Weft.Formats;

/// <summary>What an optimizer remembers, read once it is known which data set belongs to which weight.</summary>
internal static class OptimizerSlots
{
    /// <summary>Where the optimizer stands; null where its variables have other extents, which a note says.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="variables">The trainable weights, in order.</param>
    /// <param name="iterations">Steps done.</param>
    /// <param name="rate">The learning rate; null where the file keeps none.</param>
    /// <param name="ordered">For each weight its slots' data sets.</param>
    /// <param name="notes">What was left out goes here.</param>
    /// <exception cref="ModelFileException">Steps or rate are no numbers that such things have.</exception>
    public static OptimizerState? Read(
        Optimizer optimizer,
        Variable[] variables,
        double iterations,
        double? rate,
        IEnumerable<(int Weight, Slot Slot, IH5Dataset Dataset)> ordered,
        List<string> notes)
    {
        if (iterations is not (>= 0 and < long.MaxValue))
        {
            throw new ModelFileException($"optimizer: expected steps, got {iterations}.");
        }

        double current = rate ?? optimizer.LearningRate.At((long)iterations);
        if (!double.IsFinite(current))
        {
            throw new ModelFileException($"optimizer: expected a learning rate, got {current}.");
        }

        (int Weight, Slot Slot, IH5Dataset Dataset)[] found = [.. ordered];
        if (Misfit(variables, found) is { } misfit)
        {
            notes.Add($"optimizer state: {misfit}, as another version of Keras has it; the optimizer starts afresh.");
            return null;
        }

        Dictionary<(int, Slot), Tensor> read = [];
        foreach ((int weight, Slot slot, IH5Dataset dataset) in found)
        {
            read.Add((weight, slot), WeightValues.Read(dataset, slot.ExtentsFor(variables[weight]), Who(slot, dataset)));
        }

        Tensor Of(int weight, Slot slot) => slot.IsPlaceholder ? new Tensor([]) : read[(weight, slot)];
        IReadOnlyList<Tensor>[] slots =
            [.. variables.Select((variable, i) => (IReadOnlyList<Tensor>)[.. optimizer.Slots(variable).Select(slot => Of(i, slot))])];
        return new OptimizerState((long)iterations, current, variables, slots);
    }

    // Versions of Keras differ in the order of averages, accumulators and moments.
    private static string? Misfit(Variable[] variables, (int Weight, Slot Slot, IH5Dataset Dataset)[] found)
    {
        foreach ((int weight, Slot slot, IH5Dataset dataset) in found)
        {
            ulong[] got = dataset.Space.Dimensions;
            Shape expected = slot.ExtentsFor(variables[weight]);
            if (!got.SequenceEqual(expected.Select(extent => (ulong)extent)))
            {
                return $"expected {expected} in {Who(slot, dataset)}, got [{string.Join(", ", got)}]";
            }
        }

        return null;
    }

    private static string Who(Slot slot, IH5Dataset dataset) =>
        $"{(char.IsAsciiDigit(dataset.Name[0]) ? "optimizer/vars" : "optimizer_weights")}/{dataset.Name} ({slot.Name})";
}
