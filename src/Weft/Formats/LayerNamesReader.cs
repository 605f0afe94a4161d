using PureHDF;

namespace Weft.Formats;

/// <summary>The weights of Keras' HDF5 files from 2.0 on: a group for each layer of the outermost model, in the attribute
/// <c>layer_names</c>, and in each the names of its weights in order, in <c>weight_names</c>.</summary>
/// <remarks>
/// Groups are found by these names and never listed: HDF5 lists in byte order, and a name with a slash is a group in a group. The weights
/// of
/// a model in the model lie flat in its group. They are paired by name; where names say nothing, in Keras' order, which is what trains
/// and then the rest.
/// </remarks>
internal sealed class LayerNamesReader : StoredWeights
{
    private readonly HdfMembers _members;
    private readonly string _root;
    private readonly IH5Group? _optimizer;

    /// <param name="members">The file.</param>
    /// <param name="root">The group that has the layers: <c>model_weights</c>, or none in a file of weights alone.</param>
    /// <exception cref="ModelFileException">There are no names of layers.</exception>
    public LayerNamesReader(HdfMembers members, string root)
    {
        (_members, _root) = (members, root);
        _optimizer = members.Group("optimizer_weights");
        IH5Group group = members.Group(root)
            ?? throw new ModelFileException($"expected a group '{root}' with the weights, got none. Get a fresh copy of the file.");
        string[] names = members.SplitTexts(group, "layer_names")
            ?? throw new ModelFileException("expected the names of layers in the attribute layer_names, got none. Get a fresh copy of "
                + "the file.");
        Layers = [.. names.Select(name => new SavedLayer(name, WeightNames(Path(root, name))))];
    }

    /// <summary>The layers of the file, those without weights among them, in order.</summary>
    public IReadOnlyList<SavedLayer> Layers { get; }

    /// <summary>Which layer of the file a layer of the outermost model gets its weights from; by name where it is not said.</summary>
    public IReadOnlyDictionary<string, SavedLayer>? Pairs { get; set; }

    /// <inheritdoc/>
    public override bool HasOptimizer => _optimizer is not null;

    /// <summary>Whether an HDF5 file has weights in this form, not beside an architecture.</summary>
    public static bool Is(HdfMembers members) => members.SplitTexts(members.Root, "layer_names") is not null;

    /// <inheritdoc/>
    public override void Dispose() => _members.Dispose();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<BuiltLayer, Tensor[]> Read(IReadOnlyList<WantedWeights> wanted)
    {
        IReadOnlyDictionary<string, SavedLayer> pairs = Pairs ?? ByName(wanted);
        Dictionary<BuiltLayer, Tensor[]> read = [];
        foreach (IGrouping<string, WantedWeights> layer in wanted.GroupBy(one => one.Place.Outermost))
        {
            if (!pairs.TryGetValue(layer.Key, out SavedLayer? saved))
            {
                throw new ModelFileException($"{layer.First().Layer}: expected its weights ({layer.First().Listing}) under "
                    + $"'{layer.Key}', got "
                    + $"no layer of this name among {Listing()}. {Apart}");
            }

            foreach ((WantedWeights one, int[] places) in Paired([.. layer], saved))
            {
                read.Add(one.Layer, [.. one.Specs.Select((spec, i) => Value(saved, places[i], spec.Shape, $"{one.Layer}: {spec.Name}"))]);
            }
        }

        return read;
    }

    /// <inheritdoc/>
    public override OptimizerState? Optimizer(Optimizer optimizer, Variable[] variables, List<string> notes)
    {
        if (_optimizer is null || _members.SplitTexts(_optimizer, "weight_names") is not { } names)
        {
            return null;
        }

        (string, IH5Dataset)[] found = [.. names.Select(name => (name, _members.Dataset(Path("optimizer_weights", name))
            ?? throw new ModelFileException($"optimizer_weights: expected '{name}', got no such data set. Get a fresh copy of the "
                + "file.")))];
        return NamedOptimizerReader.Read(found, optimizer, variables, notes);
    }

    /// <summary>Which of a saved layer's weights is which of the layers' that lie in it.</summary>
    /// <param name="wanted">The layers: one, or those of a model in the model.</param>
    /// <param name="saved">The saved layer.</param>
    /// <exception cref="ModelFileException">There are more or fewer.</exception>
    public static IReadOnlyList<(WantedWeights Layer, int[] Places)> Paired(IReadOnlyList<WantedWeights> wanted, SavedLayer saved)
    {
        int count = wanted.Sum(one => one.Specs.Count);
        if (count != saved.WeightNames.Count)
        {
            throw new ModelFileException($"{wanted[0].Layer}: expected {count} weights "
                + $"({string.Join(", ", wanted.Take(4).Select(one => one.Listing))}"
                + $"{(wanted.Count > 4 ? ", ..." : "")}) in '{saved.Name}', got {saved.WeightNames.Count} "
                + $"({string.Join(", ", saved.WeightNames.Take(4))}{(saved.WeightNames.Count > 4 ? ", ..." : "")}). {Apart}");
        }

        if (wanted is [{ Place.Names.Count: 1 } only])
        {
            return [(only, [.. Enumerable.Range(0, count)])];
        }

        NamedWeights names = new(saved.WeightNames);
        int[]?[] byName = [.. wanted.Select(names.Find)];
        return Array.TrueForAll(byName, places => places is not null)
            ? [.. wanted.Zip(byName, (one, places) => (one, places!))]
            : InOrder(wanted);
    }

    /// <summary>A weight of a saved layer.</summary>
    public Tensor Value(SavedLayer saved, int place, Shape shape, string who)
    {
        string path = Path(Path(_root, saved.Name), saved.WeightNames[place]);
        IH5Dataset dataset = _members.Dataset(path)
            ?? throw new ModelFileException($"{who}: expected its values at '{path}', got no such data set. Get a fresh copy of the file.");
        return WeightValues.Read(dataset, shape, $"{who} at '{path}'");
    }

    /// <summary>The extents of a weight of a saved layer; null where it is missing.</summary>
    public Shape? ShapeOf(SavedLayer saved, int place) =>
        _members.Dataset(Path(Path(_root, saved.Name), saved.WeightNames[place]))?.Space.Dimensions is { } extents
            && Array.TrueForAll(extents, extent => extent <= int.MaxValue)
            ? new Shape([.. extents.Select(extent => (int)extent)])
            : null;

    // What trains, layer by layer, and then what does not.
    private static (WantedWeights, int[])[] InOrder(IReadOnlyList<WantedWeights> wanted)
    {
        int next = 0;
        int[][] places = [.. wanted.Select(one => new int[one.Specs.Count])];
        foreach (bool trains in (bool[])[true, false])
        {
            foreach ((WantedWeights one, int[] own) in wanted.Zip(places))
            {
                for (int i = 0; i < own.Length; i++)
                {
                    if ((one.Layer.Trainable && one.Specs[i].Trainable) == trains)
                    {
                        own[i] = next++;
                    }
                }
            }
        }

        return [.. wanted.Zip(places)];
    }

    // In a file with its architecture names are the same on both sides.
    private Dictionary<string, SavedLayer> ByName(IReadOnlyList<WantedWeights> wanted)
    {
        HashSet<string> names = [.. wanted.Select(one => one.Place.Outermost)];
        Dictionary<string, SavedLayer> pairs = [];
        foreach (SavedLayer layer in Layers.Where(layer => names.Contains(layer.Name)))
        {
            pairs.TryAdd(layer.Name, layer);
        }

        return pairs;
    }

    private string[] WeightNames(string path)
    {
        IH5Group group = _members.Group(path)
            ?? throw new ModelFileException($"expected a group '{path}', which layer_names names, got none. Get a fresh copy of the file.");
        return _members.SplitTexts(group, "weight_names") ?? [];
    }

    private string Listing() =>
        string.Join(", ", Layers.Where(layer => layer.WeightNames.Count > 0).Take(6).Select(layer => $"'{layer.Name}'"));

    private static string Path(string parent, string name) => parent.Length == 0 ? name : $"{parent}/{name}";

    /// <summary>A layer as the file has it.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="WeightNames">The names of its weights, in order.</param>
    internal sealed record SavedLayer(string Name, IReadOnlyList<string> WeightNames);
}
