using System.Collections;

using Weft.Layers;

namespace Weft;

/// <summary>A stack of layers: built with a collection initializer, compiled with an optimizer and a loss, then fitted.</summary>
/// <remarks>
/// Shapes are inferred as layers are added, so a layer that does not fit is an error at once.
/// Names, defaults and semantics are Keras 3's. A model may be read (<see cref="Predict(Tensor)"/>) from several threads; training needs it alone.
/// </remarks>
public sealed partial class Sequential : IEnumerable<BuiltLayer>
{
    private readonly List<BuiltLayer> _layers = [];

    /// <summary>An empty model.</summary>
    /// <param name="inputShape">The shape of one sample: <c>[28, 28, 1]</c>.</param>
    /// <param name="seed">Where weights, shuffling, dropout and random layers get their randomness; null draws one, kept in <see cref="Seed"/>.</param>
    /// <param name="name">The model's name.</param>
    public Sequential(Shape inputShape, int? seed = null, string name = "sequential")
    {
        if (inputShape.Rank == 0 || inputShape.Contains(0))
        {
            throw new ShapeException($"Sequential '{name}': expected an input shape of positive extents such as [28, 28, 1], got {inputShape}.");
        }

        RequireName(name, $"Sequential '{name}'");
        InputShape = inputShape;
        Seed = seed ?? Random.Shared.Next();
        Name = name;
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The shape of one input sample.</summary>
    public Shape InputShape { get; }

    /// <summary>The shape of one output sample.</summary>
    public Shape OutputShape => _layers.Count == 0 ? InputShape : _layers[^1].OutputShape;

    /// <summary>Where weights, shuffling, dropout and random layers get their randomness.</summary>
    public int Seed { get; }

    /// <summary>The layers with their names, shapes and weights.</summary>
    public IReadOnlyList<BuiltLayer> Layers => _layers;

    /// <summary>Class names, pixel scale and origin, kept in the model's file.</summary>
    public ModelMetadata Metadata { get; set; } = new();

    /// <summary>How many threads train and predict; all processors by default. Results do not depend on it.</summary>
    public int Threads
    {
        get;
        set => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"Sequential: expected at least 1 thread, got {value}.");
    }
    = Environment.ProcessorCount;

    /// <summary>All weights, layer by layer.</summary>
    public IEnumerable<Weight> Weights => _layers.SelectMany(layer => layer.Weights);

    /// <summary>The number of weight values.</summary>
    public int ParameterCount => _layers.Sum(layer => layer.ParameterCount);

    /// <summary>All layers, those inside blocks before the block they are in.</summary>
    internal IEnumerable<BuiltLayer> AllLayers => _layers.SelectMany(Flatten);

    /// <summary>Adds a layer, infers its shape and gives its weights their first values.</summary>
    /// <exception cref="ShapeException">The layer does not fit the one before it; the message shows the shapes so far.</exception>
    public void Add(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        try
        {
            _layers.Add(Build(layer, OutputShape, [.. AllLayers]));
        }
        catch (ShapeException error)
        {
            throw new ShapeException($"{error.Message}\n{ShapeTrail()}");
        }

        Changed();
    }

    private BuiltLayer Build(Layer layer, Shape input, List<BuiltLayer> others)
    {
        BuiltLayer built = layer is Residual residual ? BuildBlock(residual, input, others) : BuildLayer(layer, input, others);
        others.Add(built);
        return built;
    }

    private BuiltLayer BuildLayer(Layer layer, Shape input, List<BuiltLayer> others)
    {
        string name = NameOf(layer, others);
        Layer named = layer with { Name = name };
        Shape output = named.OutputShape(input);
        Weight[] weights = [.. named.Weights(input).Select((spec, i) => Create(spec, name, layer.Trainable, others.Count, i))];
        return new BuiltLayer(layer, name, input, output, weights) { Position = others.Count };
    }

    // Its layers are named and made before it.
    private BuiltLayer BuildBlock(Residual block, Shape input, List<BuiltLayer> others)
    {
        Shape output = block.OutputShape(input);
        BuiltLayer[] body = Build(block.Body, block.Trainable, input, others), shortcut = Build(block.ShortcutFor(input), block.Trainable, input, others);
        Weight[] weights = [.. body.Concat(shortcut).SelectMany(inner => inner.Weights)];
        return new BuiltLayer(block, NameOf(block, others), input, output, weights) { Body = body, Shortcut = shortcut, Position = others.Count };
    }

    private string NameOf(Layer layer, List<BuiltLayer> others)
    {
        string name = layer.Name ?? AutomaticName(layer, others);
        RequireName(name, $"Sequential '{Name}', {layer.KerasName} '{name}'");
        return others.Exists(other => other.Name == name)
            ? throw new ShapeException($"Sequential '{Name}': expected layer names to differ, got '{name}' twice. Give one of them another name.")
            : name;
    }

    // Keras refuses to load others.
    private static void RequireName(string name, string who)
    {
        if (name.Length == 0 || name.Contains('/'))
        {
            throw new ArgumentException($"{who}: expected a name of at least one letter and without '/', as Keras has them, got '{name}'.", nameof(name));
        }
    }

    private BuiltLayer[] Build(IReadOnlyList<Layer> stack, bool trainable, Shape input, List<BuiltLayer> others)
    {
        BuiltLayer[] built = new BuiltLayer[stack.Count];
        for (int i = 0; i < built.Length; i++)
        {
            built[i] = Build(stack[i] with { Trainable = trainable && stack[i].Trainable }, i == 0 ? input : built[i - 1].OutputShape, others);
        }

        return built;
    }

    private Weight Create(WeightSpec spec, string layer, bool trainable, int position, int index)
    {
        spec.Check($"{layer}/{spec.Name}");
        Generator random = new((ulong)Seed, (ulong)RandomPurpose.Weights, (ulong)position, (ulong)index);
        float[] values = new float[spec.Shape.Size];
        spec.Initializer.Fill(values, spec.Shape, ref random);
        return new Weight($"{layer}/{spec.Name}", spec.Shape, trainable && spec.Trainable, values)
        {
            Regularizer = spec.Regularizer,
            Constraint = spec.Constraint,
        };
    }

    // Names that the user gave, or a file, may stand where the counter comes to.
    private static string AutomaticName(Layer layer, IReadOnlyList<BuiltLayer> others)
    {
        int count = others.Count(other => other.Layer.KerasName == layer.KerasName && other.Layer.Name is null);
        string name;
        do
        {
            name = count == 0 ? layer.SnakeName : $"{layer.SnakeName}_{count}";
            count++;
        }
        while (others.Any(other => other.Name == name));
        return name;
    }

    private static IEnumerable<BuiltLayer> Flatten(BuiltLayer layer) => [.. layer.Body.Concat(layer.Shortcut).SelectMany(Flatten), layer];

    private string ShapeTrail() =>
        $"Shapes so far: {InputShape.ToBatchString()}{string.Concat(_layers.Select(layer => $" -> {layer.Name} {layer.OutputShape.ToBatchString()}"))}";

    /// <summary>The layers one after another.</summary>
    public IEnumerator<BuiltLayer> GetEnumerator() => _layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
