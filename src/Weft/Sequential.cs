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
    /// <param name="seed">Where weights, shuffling and dropout get their randomness; null draws one, kept in <see cref="Seed"/>.</param>
    /// <param name="name">The model's name.</param>
    public Sequential(Shape inputShape, int? seed = null, string name = "sequential")
    {
        if (inputShape.Rank == 0 || inputShape.Contains(0))
        {
            throw new ShapeException($"Sequential '{name}': expected an input shape of positive extents such as [28, 28, 1], got {inputShape}.");
        }

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

    /// <summary>Where weights, shuffling and dropout get their randomness.</summary>
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

    /// <summary>Adds a layer, infers its shape and gives its weights their first values.</summary>
    /// <exception cref="ShapeException">The layer does not fit the one before it; the message shows the shapes so far.</exception>
    public void Add(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        string name = layer.Name ?? AutomaticName(layer);
        if (_layers.Any(other => other.Name == name))
        {
            throw new ShapeException($"Sequential '{Name}': expected layer names to differ, got '{name}' twice. Give one of them another name.");
        }

        Shape input = OutputShape;
        Shape output;
        IReadOnlyList<WeightSpec> specs;
        try
        {
            Layer named = layer with { Name = name };
            output = named.OutputShape(input);
            specs = named.Weights(input);
        }
        catch (ShapeException error)
        {
            throw new ShapeException($"{error.Message}\n{ShapeTrail()}");
        }

        int position = _layers.Count;
        Weight[] weights = [.. specs.Select((spec, i) => Create(spec, name, layer.Trainable, position, i))];
        _layers.Add(new BuiltLayer(layer, name, input, output, weights));
        Changed();
    }

    private Weight Create(WeightSpec spec, string layer, bool trainable, int position, int index)
    {
        Generator random = new((ulong)Seed, (ulong)RandomPurpose.Weights, (ulong)position, (ulong)index);
        float[] values = new float[spec.Shape.Size];
        spec.Initializer.Fill(values, spec.Fans, ref random);
        return new Weight($"{layer}/{spec.Name}", spec.Shape, trainable && spec.Trainable, values);
    }

    private string AutomaticName(Layer layer)
    {
        int count = _layers.Count(other => other.Layer.KerasName == layer.KerasName && other.Layer.Name is null);
        return count == 0 ? layer.SnakeName : $"{layer.SnakeName}_{count}";
    }

    private string ShapeTrail() =>
        $"Shapes so far: {InputShape.ToBatchString()}{string.Concat(_layers.Select(layer => $" -> {layer.Name} {layer.OutputShape.ToBatchString()}"))}";

    /// <summary>The layers one after another.</summary>
    public IEnumerator<BuiltLayer> GetEnumerator() => _layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
