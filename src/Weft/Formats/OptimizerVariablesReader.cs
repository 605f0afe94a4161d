using PureHDF;

using Weft.Schedules;

namespace Weft.Formats;

/// <summary>The variables of an optimizer by their numbers: <c>optimizer/vars/0</c> and on.</summary>
internal static class OptimizerVariablesReader
{
    /// <summary>Where the optimizer stands; null where the file does not say.</summary>
    /// <param name="found">The variables in their order.</param>
    /// <param name="optimizer">The optimizer of config.json.</param>
    /// <param name="variables">The trainable weights, in order.</param>
    /// <param name="notes">Says why, where there are variables that do not fit.</param>
    public static OptimizerState? Read(IH5Dataset[] found, Optimizer optimizer, Variable[] variables, List<string> notes)
    {
        // Numbers come first, or with Nadam last, depending on the version of Keras; beyond the first two they follow from the number of
        // steps.
        ILookup<bool, IH5Dataset> kinds = found.ToLookup(dataset => dataset.Space.Dimensions.Length == 0);
        IH5Dataset[] scalars = [.. kinds[true]];
        IH5Dataset[] slots = [.. kinds[false]];
        int expected = variables.Sum(variable => optimizer.Slots(variable).Count(slot => !slot.IsPlaceholder));
        if (slots.Length == 0 && scalars.Length > 0 && WeightValues.Scalar(scalars[0], "optimizer/vars/0") == 0)
        {
            // Compiled and never trained.
            return null;
        }

        bool keepsRate = optimizer.LearningRate is ConstantSchedule;
        if (scalars.Length == 0 || slots.Length < expected || (expected > 0 && slots.Length > expected))
        {
            int all = 1 + (keepsRate ? 1 : 0) + variables.Sum(variable => optimizer.Slots(variable).Count) + optimizer.Scalars(0).Count;
            notes.Add($"optimizer state: expected {all} variables for {optimizer.GetType().Name}, got {scalars.Length + slots.Length}; "
                + $"the optimizer starts afresh.");
            return null;
        }

        double iterations = WeightValues.Scalar(scalars[0], "optimizer/vars/0");

        // Keras 2 keeps no rate; what stands second there is a number that follows from the steps.
        double? rate = keepsRate && scalars.Length > 1 && found.Length > 1 && found[1] == scalars[1]
            ? WeightValues.Scalar(scalars[1], "optimizer/vars/1") : null;
        IEnumerable<(int, Slot, IH5Dataset)> ordered = InFileOrder(optimizer, variables, slots);
        return OptimizerSlots.Read(optimizer, variables, iterations, rate, ordered, notes);
    }

    // Group after group of slots, each weight by weight. Numbers that only hold a place are not among the datasets.
    private static IEnumerable<(int Weight, Slot Slot, IH5Dataset Dataset)> InFileOrder(
        Optimizer optimizer, Variable[] variables, IH5Dataset[] datasets)
    {
        IReadOnlyList<IReadOnlyList<Slot>>[] groups = [.. variables.Select(optimizer.SlotGroups)];
        int next = 0;
        for (int group = 0; group < groups.Select(own => own.Count).FirstOrDefault(); group++)
        {
            for (int weight = 0; weight < variables.Length; weight++)
            {
                foreach (Slot slot in groups[weight][group].Where(slot => !slot.IsPlaceholder))
                {
                    yield return (weight, slot, datasets[next++]);
                }
            }
        }
    }
}
