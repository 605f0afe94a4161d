using System.Globalization;

using PureHDF;

namespace Weft.Formats;

/// <summary>Keras 3's tree of weights, <c>model.weights.h5</c> and what <c>save_weights</c> writes since TensorFlow 2.12, by Keras or by
/// Weft.</summary>
internal sealed class WeightsReader : StoredWeights
{
    // Where Keras of TensorFlow 2.12 and 2.13 had the layers of a model.
    private const string OldContainer = "_layer_checkpoint_dependencies";

    private readonly HdfMembers _members;
    private readonly Dictionary<string, ILookup<string, string>> _classes = [];

    public WeightsReader(byte[] bytes)
        : this(new HdfMembers(bytes))
    {
    }

    public WeightsReader(HdfMembers members)
    {
        _members = members;
    }

    /// <inheritdoc/>
    public override bool HasOptimizer => OptimizerVariables() is not null;

    /// <summary>Whether an HDF5 file is such a tree.</summary>
    public static bool IsTree(HdfMembers members) =>
        members.Of("").ContainsKey("layers") || members.Of(OldContainer).Count > 0 || members.Of("").ContainsKey(OldContainer);

    /// <inheritdoc/>
    public override void Dispose() => _members.Dispose();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<BuiltLayer, Tensor[]> Read(IReadOnlyList<WantedWeights> wanted) =>
        wanted.ToDictionary(one => one.Layer, Layer);

    /// <inheritdoc/>
    public override OptimizerState? Optimizer(Optimizer optimizer, Variable[] variables, List<string> notes) =>
        OptimizerVariables() is { } vars ? OptimizerVariablesReader.Read(Variables(vars), optimizer, variables, notes) : null;

    private string? OptimizerVariables() =>
        new[] { "optimizer/inner_optimizer/vars", "optimizer/vars" }.FirstOrDefault(path => _members.Group(path) is not null);

    /// <summary>The weights of a layer.</summary>
    /// <exception cref="ModelFileException">There are more, fewer or others.</exception>
    public Tensor[] Layer(WantedWeights wanted)
    {
        string path = Find(wanted);
        IH5Dataset[] weights = Variables($"{path}/vars");
        return weights.Length == wanted.Specs.Count
            ? [.. weights.Select((weight, i) => WeightValues.Read(weight, wanted.Specs[i].Shape, $"{wanted.Layer}: weight {i} in {path}"))]
            : throw new ModelFileException($"{wanted.Layer}: expected {wanted.Specs.Count} weights ({wanted.Listing}) in {path}/vars, "
                + $"got {weights.Length}. {Apart}");
    }

    // Where Keras puts a layer; where Keras of TensorFlow 2.12 to 2.14 did; by the name in the group's attribute; by the layer's name.
    private string Find(WantedWeights wanted)
    {
        string path = wanted.Place.Group, parent = path[..path.LastIndexOf('/')];
        if (_members.Group($"{path}/vars") is not null)
        {
            return path;
        }

        if (Old(path) is { } old && _members.Group($"{old}/vars") is not null)
        {
            return old;
        }

        string own = wanted.Place.Own;
        return _members.Of(parent).Keys.Select(name => $"{parent}/{name}").FirstOrDefault(sibling => NameOf($"{sibling}/vars") == own)
            ?? (_members.Group($"{parent}/{own}/vars") is not null ? $"{parent}/{own}" : null)
            ?? throw new ModelFileException($"{wanted.Layer}: expected its weights in {path}/vars of model.weights.h5, got no such group. "
                + Apart);
    }

    // In TensorFlow 2.12 and 2.13 a layer with weights counts twice, so the k-th group of a class is not k: groups are taken in their
    // order.
    private string? Old(string path)
    {
        string found = "";
        foreach (string part in path.Split("layers/", StringSplitOptions.RemoveEmptyEntries))
        {
            string container = $"{found}{OldContainer}", name = part.TrimEnd('/');
            (string stem, int place) = Counted(name);
            if (Classes(container)[stem].ElementAtOrDefault(place) is not { } group)
            {
                return null;
            }

            found = $"{container}/{group}/";
        }

        return found.TrimEnd('/');
    }

    private ILookup<string, string> Classes(string container)
    {
        if (!_classes.TryGetValue(container, out ILookup<string, string>? classes))
        {
            _classes[container] = classes = _members.Of(container).Keys.OrderBy(name => Counted(name).Number)
                .ToLookup(name => Counted(name).Stem);
        }

        return classes;
    }

    // "conv2d_12" is the twelfth after "conv2d".
    private static (string Stem, int Number) Counted(string name)
    {
        int cut = name.LastIndexOf('_');
        return cut > 0 && int.TryParse(name.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (name[..cut], number)
            : (name, 0);
    }

    private string? NameOf(string path) => _members.Group(path) is { } group ? _members.Text(group, "name") : null;

    // Numbered members in the order of their numbers: they come in byte order, 0, 1, 10, 11, 2.
    private IH5Dataset[] Variables(string path) =>
    [
        .. _members.Of(path).Values.OfType<IH5Dataset>().Select(dataset => (Dataset: dataset, Number: Number(dataset)))
            .Where(item => item.Number >= 0).OrderBy(item => item.Number).Select(item => item.Dataset),
    ];

    private static int Number(IH5Dataset dataset) =>
        int.TryParse(dataset.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
