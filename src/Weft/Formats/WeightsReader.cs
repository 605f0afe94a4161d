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
    /// <param name="trainable">The shapes of the trainable weights, in order.</param>
    /// <param name="notes">Says why, where there are variables that do not fit.</param>
    public OptimizerState? Optimizer(Optimizer optimizer, IReadOnlyList<Shape> trainable, List<string> notes)
    {
        if (Group(_root, "optimizer") is not { } group || Group(group, "vars") is not { } vars)
        {
            return null;
        }

        // Numbers come first, or with Nadam last, depending on the version of Keras; beyond the first two they follow from the number of steps.
        ILookup<bool, IH5Dataset> variables = Variables(vars).ToLookup(variable => variable.Space.Dimensions.Length == 0);
        IH5Dataset[] scalars = [.. variables[true]];
        IH5Dataset[] slots = [.. variables[false]];
        bool keepsRate = optimizer.LearningRate is ConstantSchedule;
        int expected = trainable.Count * optimizer.Slots.Count;
        if (slots.Length == 0 && scalars.Length > 0 && WeightValues.Scalar(scalars[0], "optimizer/vars/0") == 0)
        {
            // Compiled and never trained.
            return null;
        }

        if (scalars.Length == 0 || slots.Length < expected || (expected > 0 && slots.Length > expected))
        {
            int all = 1 + (keepsRate ? 1 : 0) + expected + optimizer.Scalars(0).Count;
            notes.Add($"optimizer state: expected {all} variables for {optimizer.GetType().Name}, got {scalars.Length + slots.Length}; the optimizer starts afresh.");
            return null;
        }

        double iterations = WeightValues.Scalar(scalars[0], "optimizer/vars/0");
        double rate = keepsRate && scalars.Length > 1 ? WeightValues.Scalar(scalars[1], "optimizer/vars/1") : optimizer.LearningRate.At((long)iterations);
        if (!(iterations is >= 0 and < long.MaxValue) || !double.IsFinite(rate))
        {
            throw new ModelFileException($"optimizer: expected steps and a learning rate, got {iterations} and {rate}.");
        }

        if (Misfit(optimizer, trainable, slots) is { } misfit)
        {
            notes.Add($"optimizer state: {misfit}, as another version of Keras has it; the optimizer starts afresh.");
            return null;
        }

        return new OptimizerState((long)iterations, rate, Slots(optimizer, trainable, slots));
    }

    // Versions of Keras differ in the order of averages, accumulators and moments.
    private static string? Misfit(Optimizer optimizer, IReadOnlyList<Shape> trainable, IH5Dataset[] variables)
    {
        foreach ((int weight, Slot slot, IH5Dataset variable) in InFileOrder(optimizer, trainable.Count, variables))
        {
            Shape got = new([.. variable.Space.Dimensions.Select(extent => (int)extent)]);
            if (got != trainable[weight])
            {
                return $"expected {trainable[weight]} in optimizer/vars/{variable.Name} ({slot.Name}), got {got}";
            }
        }

        return null;
    }

    private static IReadOnlyList<Tensor>[] Slots(Optimizer optimizer, IReadOnlyList<Shape> trainable, IH5Dataset[] variables)
    {
        List<Tensor>[] slots = [.. trainable.Select(_ => new List<Tensor>())];
        foreach ((int weight, Slot slot, IH5Dataset variable) in InFileOrder(optimizer, trainable.Count, variables))
        {
            slots[weight].Add(WeightValues.Read(variable, trainable[weight], $"optimizer/vars/{variable.Name} ({slot.Name})"));
        }

        return slots;
    }

    // Group after group of slots, each weight by weight.
    private static IEnumerable<(int Weight, Slot Slot, IH5Dataset Variable)> InFileOrder(Optimizer optimizer, int weights, IH5Dataset[] variables) => optimizer.SlotGroups
        .SelectMany(group => Enumerable.Range(0, weights).SelectMany(weight => group.Select(slot => (Weight: weight, Slot: slot))))
        .Select((place, i) => (place.Weight, place.Slot, variables[i]));

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
