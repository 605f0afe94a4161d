using System.Text.RegularExpressions;

using PureHDF;

using Weft.Schedules;

namespace Weft.Formats;

/// <summary>The variables of an optimizer by their names, as whole-model HDF5 files of every age have them.</summary>
/// <remarks>
/// <c>training/SGD/Variable_1:0</c> (Keras 2.1 and 2.2), <c>training/Adam/m_1_1:0</c> (2.3), <c>Adam/dense/kernel/m:0</c> (TensorFlow 1.15
/// to 2.11), <c>Adam/m/dense/kernel:0</c> (from 2.12), <c>adam/sequential_dense_kernel_momentum</c> (Keras 3). Names say which slot it is,
/// and
/// within a slot weights stand in the model's order; where names say nothing, slot follows slot.
/// </remarks>
internal static partial class NamedOptimizerReader
{
    // What the ages called a slot, today's name first.
    private static readonly (string Slot, string[] Names)[] s_names =
    [
        ("momentum", ["momentum", "m", "moment", "moments"]),
        ("velocity", ["velocity", "v", "rms", "accumulator"]),
        ("velocity_hat", ["velocity_hat", "vhat"]),
        ("average_gradient", ["average_gradient", "mg"]),
        ("accumulator", ["accumulator"]),
        ("linear", ["linear"]),
        ("norm", ["norm", "u", "v"]),
        ("accumulated_grad", ["accumulated_grad", "accum_grad", "accumulator"]),
        ("accumulated_delta_var", ["accumulated_delta_var", "accum_var", "delta_accumulator"]),
        ("average", ["average", "model_variable_moving_average"]),
        ("gradient_accumulator", ["gradient_accumulator"]),
    ];

    private static readonly HashSet<string> s_words = [.. s_names.SelectMany(entry => entry.Names)];

    private static readonly string[] s_steps = ["iterations", "iteration", "iter"];

    private static readonly string[] s_numbers = ["momentum_cache", "m_schedule", "variable", "u_product"];

    /// <summary>Where the optimizer stands; null where the file does not say.</summary>
    /// <param name="found">The variables and their names, in the file's order.</param>
    /// <param name="optimizer">The optimizer of the training configuration.</param>
    /// <param name="variables">The trainable weights, in order.</param>
    /// <param name="notes">Says why, where there are variables that do not fit.</param>
    public static OptimizerState? Read(
        IReadOnlyList<(string Name, IH5Dataset Dataset)> found, Optimizer optimizer, Variable[] variables, List<string> notes)
    {
        double? iterations = null, rate = null;
        List<(string Name, IH5Dataset Dataset)> slots = [];
        foreach ((string name, IH5Dataset dataset) in found)
        {
            string word = Last(name);
            bool isNumber = dataset.Space.Dimensions.Length == 0;
            if (isNumber && s_steps.Contains(word))
            {
                iterations = WeightValues.Scalar(dataset, name);
            }
            else if (isNumber && word == "learning_rate")
            {
                rate = optimizer.LearningRate is ConstantSchedule ? WeightValues.Scalar(dataset, name) : null;
            }
            else if (!(isNumber && s_numbers.Contains(word)))
            {
                slots.Add((name, dataset));
            }
        }

        if (Ordered(slots, optimizer, variables) is not { } ordered)
        {
            int all = variables.Sum(variable => optimizer.Slots(variable).Count(slot => !slot.IsPlaceholder));
            notes.Add($"optimizer state: expected {all} variables for {optimizer.GetType().Name} beside its steps, got {slots.Count} "
                + $"({string.Join(", ", slots.Take(3).Select(slot => slot.Name))}, ...); the optimizer starts afresh.");
            return null;
        }

        if (iterations is null && slots.Count > 0)
        {
            notes.Add($"optimizer state: the file does not say how many steps {optimizer.GetType().Name} has done, as in Keras before 2.3; "
                + "they are counted from 0.");
        }

        return slots.Count == 0 && iterations is null or 0 ? null
            : OptimizerSlots.Read(optimizer, variables, iterations ?? 0, rate, ordered, notes);
    }

    // Null where there are fewer than the optimizer remembers.
    private static List<(int Weight, Slot Slot, IH5Dataset Dataset)>? Ordered(
        List<(string Name, IH5Dataset Dataset)> datasets, Optimizer optimizer, Variable[] variables)
    {
        Slot[] slots = variables.Length == 0 ? [] : [.. optimizer.Slots(variables[0]).Where(slot => !slot.IsPlaceholder)];
        bool areNamed = datasets.Exists(item => slots.Any(slot => IsOf(item.Name, slot.Name)));
        List<(int, Slot, IH5Dataset)> ordered = [];
        foreach ((int place, Slot slot) in slots.Index())
        {
            IH5Dataset[] own = areNamed
                ? [.. datasets.Where(item => IsOf(item.Name, slot.Name)).Select(item => item.Dataset)]
                : [.. datasets.Skip(place * variables.Length).Take(variables.Length).Select(item => item.Dataset)];
            if (own.Length != variables.Length)
            {
                return null;
            }

            ordered.AddRange(own.Select((dataset, weight) => (weight, slot, dataset)));
        }

        return ordered;
    }

    private static bool IsOf(string name, string slot) =>
        WordOf(name) is { } word && (Array.Find(s_names, entry => entry.Slot == slot).Names ?? [slot]).Contains(word);

    // The word for a slot in a name: it ends it, before a counter or not, stands second, or is the end of its last part.
    private static string? WordOf(string name)
    {
        string[] parts = name.Split('/');
        string last = Last(name);
        string? whole = new[] { last, Counter().Replace(last, ""), parts.Length > 2 ? parts[1] : "" }.FirstOrDefault(s_words.Contains);
        return whole ?? (parts.Length > 2 ? null
            : s_words.Where(word => last.EndsWith($"_{word}", StringComparison.Ordinal)).MaxBy(word => word.Length));
    }

    private static string Last(string name)
    {
        string last = name[(name.LastIndexOf('/') + 1)..];
        return last.EndsWith(":0", StringComparison.Ordinal) ? last[..^2] : last;
    }

    [GeneratedRegex("(_[0-9]+)+$")]
    private static partial Regex Counter();
}
