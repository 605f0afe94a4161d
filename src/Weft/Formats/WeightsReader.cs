using PureHDF;

using Weft.Layers;
using Weft.Schedules;

namespace Weft.Formats;

/// <summary>Reads model.weights.h5, by Keras or by Weft.</summary>
/// <remarks>Every size is checked against what the architecture asks for before a value is read.</remarks>
internal sealed class WeightsReader : IDisposable
{
    private readonly IH5Group _root;
    private readonly IDisposable _file;
    private readonly Dictionary<string, Dictionary<string, IH5Group>> _members = [];

    public WeightsReader(byte[] bytes)
    {
        GuardedStream stream = new(bytes);
        var file = H5File.Open(stream, leaveOpen: false);
        (_root, _file) = (file, file);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The weights of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="path">The group where its weights are expected.</param>
    /// <param name="specs">The weights its configuration asks for.</param>
    /// <exception cref="ModelFileException">There are more, fewer or others.</exception>
    public Tensor[] Layer(BuiltLayer layer, string path, IReadOnlyList<WeightSpec> specs)
    {
        if (specs.Count == 0)
        {
            return [];
        }

        IH5Dataset[] weights = Variables(Find(layer, path));
        return weights.Length == specs.Count
            ? [.. weights.Select((weight, i) => WeightValues.Read(weight, specs[i].Shape, $"{layer}: weight {i} in {path}"))]
            : throw new ModelFileException($"{layer}: expected {specs.Count} weights ({string.Join(", ", specs.Select(spec => $"{spec.Name} {spec.Shape}"))}) in {path}/vars, got {weights.Length}. The file's weights and its config.json do not belong together.");
    }

    /// <summary>Where the optimizer stands; null where the file does not say.</summary>
    /// <param name="optimizer">The optimizer of config.json.</param>
    /// <param name="variables">The trainable weights, in order.</param>
    /// <param name="notes">Says why, where there are variables that do not fit.</param>
    public OptimizerState? Optimizer(Optimizer optimizer, Variable[] variables, List<string> notes)
    {
        if (Group(_root, "optimizer") is not { } group || Group(Group(group, "inner_optimizer") ?? group, "vars") is not { } vars)
        {
            return null;
        }


        // Numbers come first, or with Nadam last, depending on the version of Keras; beyond the first two they follow from the number of steps.
        ILookup<bool, IH5Dataset> found = Variables(vars).ToLookup(dataset => dataset.Space.Dimensions.Length == 0);
        IH5Dataset[] scalars = [.. found[true]];
        IH5Dataset[] slots = [.. found[false]];
        bool keepsRate = optimizer.LearningRate is ConstantSchedule;
        int expected = variables.Sum(variable => optimizer.Slots(variable).Count(slot => !slot.IsPlaceholder));
        if (slots.Length == 0 && scalars.Length > 0 && WeightValues.Scalar(scalars[0], "optimizer/vars/0") == 0)
        {
            // Compiled and never trained.
            return null;
        }

        if (scalars.Length == 0 || slots.Length < expected || (expected > 0 && slots.Length > expected))
        {
            int all = 1 + (keepsRate ? 1 : 0) + variables.Sum(variable => optimizer.Slots(variable).Count) + optimizer.Scalars(0).Count;
            notes.Add($"optimizer state: expected {all} variables for {optimizer.GetType().Name}, got {scalars.Length + slots.Length}; the optimizer starts afresh.");
            return null;
        }

        double iterations = WeightValues.Scalar(scalars[0], "optimizer/vars/0");
        double rate = keepsRate && scalars.Length > 1 ? WeightValues.Scalar(scalars[1], "optimizer/vars/1") : optimizer.LearningRate.At((long)iterations);
        if (!(iterations is >= 0 and < long.MaxValue) || !double.IsFinite(rate))
        {
            throw new ModelFileException($"optimizer: expected steps and a learning rate, got {iterations} and {rate}.");
        }

        if (Misfit(optimizer, variables, slots) is { } misfit)
        {
            notes.Add($"optimizer state: {misfit}, as another version of Keras has it; the optimizer starts afresh.");
            return null;
        }

        return new OptimizerState((long)iterations, rate, variables, Slots(optimizer, variables, slots));
    }

    // Versions of Keras differ in the order of averages, accumulators and moments.
    private static string? Misfit(Optimizer optimizer, Variable[] variables, IH5Dataset[] datasets)
    {
        foreach ((int weight, Slot slot, IH5Dataset dataset) in InFileOrder(optimizer, variables, datasets))
        {
            Shape got = new([.. dataset.Space.Dimensions.Select(extent => (int)extent)]), expected = slot.ExtentsFor(variables[weight]);
            if (got != expected)
            {
                return $"expected {expected} in optimizer/vars/{dataset.Name} ({slot.Name}), got {got}";
            }
        }

        return null;
    }

    private static IReadOnlyList<Tensor>[] Slots(Optimizer optimizer, Variable[] variables, IH5Dataset[] datasets)
    {
        Dictionary<(int, Slot), Tensor> read = [];
        foreach ((int weight, Slot slot, IH5Dataset dataset) in InFileOrder(optimizer, variables, datasets))
        {
            string who = $"optimizer/vars/{dataset.Name} ({slot.Name})";
            read.Add((weight, slot), WeightValues.Read(dataset, slot.ExtentsFor(variables[weight]), who));
        }

        Tensor Of(int weight, Slot slot) => slot.IsPlaceholder ? new Tensor([]) : read[(weight, slot)];
        return [.. variables.Select((variable, i) => (IReadOnlyList<Tensor>)[.. optimizer.Slots(variable).Select(slot => Of(i, slot))])];
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

    // Where Keras puts a layer; where Keras of TensorFlow 2.13 did; by the name in the group's attribute; by the layer's name.
    private IH5Group Find(BuiltLayer layer, string path)
    {
        if (Vars(path) is { } exact)
        {
            return exact;
        }

        if (Vars(path.Replace("layers/", "_layer_checkpoint_dependencies/", StringComparison.Ordinal)) is { } old)
        {
            return old;
        }

        string parent = path[..path.LastIndexOf('/')];
        IEnumerable<IH5Group> siblings = Walk(parent)?.Children().OfType<IH5Group>() ?? [];
        return siblings.Select(sibling => Group(sibling, "vars")).FirstOrDefault(vars => vars is not null && NameOf(vars) == layer.Name)
            ?? Vars($"{parent}/{layer.Name}")
            ?? throw new ModelFileException($"{layer}: expected its weights in {path}/vars of model.weights.h5, got no such group. The file's weights and its config.json do not belong together.");
    }

    private IH5Group? Vars(string path) => Walk(path) is { } group ? Group(group, "vars") : null;

    // To look a member up takes a walk over all of a group's members, so each group is listed once.
    private IH5Group? Walk(string path)
    {
        int slash = path.LastIndexOf('/');
        string parent = slash < 0 ? string.Empty : path[..slash];
        if (!_members.TryGetValue(parent, out Dictionary<string, IH5Group>? members))
        {
            IH5Group? group = slash < 0 ? _root : Walk(parent);
            _members[parent] = members = group?.Children().OfType<IH5Group>().ToDictionary(member => member.Name) ?? [];
        }

        return members.GetValueOrDefault(path[(slash + 1)..]);
    }

    private static IH5Group? Group(IH5Group parent, string name) => parent.LinkExists(name) ? parent.Get(name) as IH5Group : null;

    private static string? NameOf(IH5Group group) => group.AttributeExists("name") && group.Attribute("name") is { Type.Class: H5DataTypeClass.VariableLength or H5DataTypeClass.String } name
        ? name.Read<string>()
        : null;

    // Numbered members in the order of their numbers: they come in byte order, 0, 1, 10, 11, 2.
    private static IH5Dataset[] Variables(IH5Group vars)
    {
        IH5Dataset[] datasets = [.. vars.Children().OfType<IH5Dataset>().Where(dataset => Number(dataset) >= 0)];
        Array.Sort(datasets, (a, b) => Number(a).CompareTo(Number(b)));
        return datasets;
    }

    private static int Number(IH5Dataset dataset) => int.TryParse(dataset.Name, out int number) ? number : -1;
}
