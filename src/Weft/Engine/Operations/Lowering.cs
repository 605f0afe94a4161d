using Weft.Layers;

namespace Weft.Engine.Operations;

/// <summary>Turns a graph of layers into operations: one small rule for each layer, nested models call by call.</summary>
internal sealed partial class Lowering
{
    private readonly PlanOptions _options;
    private readonly List<Operation> _operations = [];
    private readonly Dictionary<Weight, WeightPrice> _regularizers = [];
    private readonly Dictionary<Node, Operand> _wanted = [];
    private Operand? _end;
    private readonly HashSet<Operand> _learned = [];
    private long _floats;
    private long _passing;
    private readonly Dictionary<BuiltLayer, int> _uses = [];
    private int _position;
    private int _use;

    private Lowering(PlanOptions options)
    {
        _options = options;
    }

    /// <summary>The operations of a model.</summary>
    public static OperationGraph Run(ModelGraph graph, PlanOptions options) => new Lowering(options).Lower(graph);

    private OperationGraph Lower(ModelGraph graph)
    {
        InputOperation input = new(graph.Inputs.Count == 1 ? graph.Inputs[0].Shape : [graph.Inputs.Sum(one => one.Shape.Size)]);
        _operations.Add(input);
        Operand[] outputs = Lower(graph, graph.Inputs.Count == 1 ? [input.Output] : Parts(graph.Inputs, input.Output));
        outputs = _options.UpTo is null ? outputs : [_end ?? throw NotComputed(graph, "Values", _options.UpTo)];
        for (int i = 0; i < _options.GradientsOf.Count; i++)
        {
            Node node = _options.GradientsOf[i];
            Tap(i, _wanted.TryGetValue(node, out Operand? wanted) ? wanted : throw NotComputed(graph, "Gradients", node));
        }

        foreach (Operand output in outputs)
        {
            output.IsKept = true;
        }

        return new OperationGraph(_operations, outputs, [.. _regularizers.Values], _floats + _passing);
    }

    private Operand[] Lower(ModelGraph graph, IReadOnlyList<Operand> inputs)
    {
        Dictionary<Node, Operand> values = [];
        for (int i = 0; i < inputs.Count; i++)
        {
            values[graph.Inputs[i]] = Wanted(graph.Inputs[i], inputs[i]);
        }

        HashSet<LayerCall> swallowed = Swallowed(graph);
        foreach (LayerCall call in graph.Calls.Where(call => call.Inputs.Count > 0))
        {
            Operand[] from = [.. call.Inputs.Select(node => values[node])];
            IReadOnlyList<Operand> to = call.Layer.Inner is { } inner ? Lower(inner, from) : [Lower(call, from, swallowed.Contains(call))];
            for (int i = 0; i < to.Count; i++)
            {
                values[call.Outputs[i]] = Wanted(call.Outputs[i], to[i]);
            }
        }

        return [.. graph.Outputs.Select(output => values[output])];
    }

    private Operand Lower(LayerCall call, Operand[] inputs, bool isSwallowed)
    {
        BuiltLayer layer = call.Layer;
        _use = _uses.GetValueOrDefault(layer);
        _uses[layer] = _use + 1;
        int before = _operations.Count;
        Operand output = layer.Layer is MergeLayer merge ? Merge(merge, inputs, call.Outputs[0].Shape) : Lower(layer, inputs[0], call.Outputs[0].Shape);
        foreach (Operation operation in _operations.Skip(before))
        {
            operation.Layers.Add(layer);
        }

        foreach (Weight weight in layer.Weights)
        {
            Penalize(weight, layer);
        }

        if (layer.Layer.ActivityRegularizer is { } price && _options.Loss is not null)
        {
            Beside(output, root => new PriceOperation(price, root)).Layers.Add(layer);
        }

        if (!isSwallowed && layer.Layer is not Flatten && call.Positions > 0)
        {
            Count(layer, inputs, output);
        }

        _position += call.Positions;
        return output;
    }

    // Before the first layer that learns nothing is kept for the way back: values there follow each other in the same memory, of which a step needs what it reads and writes.
    private void Count(BuiltLayer layer, Operand[] inputs, Operand output)
    {
        long floats = 2L * output.Shape.Size;
        bool isKept = !_options.WeightGradients || _options.GradientsOf.Count > 0 || layer.Weights.Any(_options.Trains) || inputs.Any(_learned.Contains);
        if (!isKept)
        {
            _passing = Math.Max(_passing, floats);
            return;
        }

        _floats += floats;
        _learned.Add(output);
    }

    // What a convolution hands to a pooling that it takes in is never stored.
    private static HashSet<LayerCall> Swallowed(ModelGraph graph)
    {
        HashSet<LayerCall> read = [], swallowed = [];
        foreach (LayerCall call in graph.Calls)
        {
            foreach (Node input in call.Inputs)
            {
                if (read.Add(input.Call) && call.Layer.Layer is MaxPooling2D pool && input.Layer.Layer is Conv2D
                    && ConvolutionOperation.CanTakeIn(pool, input.Shape))
                {
                    swallowed.Add(input.Call);
                }
                else
                {
                    swallowed.Remove(input.Call);
                }
            }
        }

        return swallowed;
    }

    private Operand[] Parts(IReadOnlyList<Node> inputs, Operand whole)
    {
        Operand[] parts = new Operand[inputs.Count];
        for (int i = 0, offset = 0; i < parts.Length; offset += inputs[i++].Shape.Size)
        {
            parts[i] = Add(new SliceOperation(inputs[i].Shape, offset, whole));
        }

        return parts;
    }

    private Operand Wanted(Node node, Operand operand)
    {
        _end ??= node == _options.UpTo ? operand : null;
        if (_options.GradientsOf.Contains(node) && !_wanted.TryAdd(node, operand))
        {
            throw new ShapeException($"Gradients: expected a value that the model computes once, got {node}, which a model that is used several times computes. Ask for a value of the outer model.");
        }

        return operand;
    }

    private static ShapeException NotComputed(ModelGraph graph, string who, Node node) =>
        new($"{who}: expected values of model '{graph.Name}', got {node}, which it does not compute. Take them from its own layers.");

    private void Tap(int place, Operand operand) => Beside(operand, root => new TapOperation(place, root));

    // Right behind who makes the operand, so that all its readers have gone back when it is this one's turn.
    private SideOperation Beside(Operand operand, Func<Operand, SideOperation> create)
    {
        operand.IsKept = operand.Root.IsKept = true;
        SideOperation side = create(operand.Root);
        _operations.Insert(_operations.IndexOf(operand.Root.Source) + 1, side);
        return side;
    }

    private Operand Add(Operation operation)
    {
        _operations.Add(operation);
        return operation.Output;
    }

    private Operand Step(string name, Operand input, Shape shape, Func<Emission, Value, Value, Step> create, params IReadOnlyList<Weight> weights) =>
        Add(new StepOperation(name, shape, input, create, weights));

    private Operand View(Operand input, Shape shape) => input.Shape == shape ? input : Add(new ViewOperation(shape, input));

    private Operand Activate(Operand input, Activation function) => function.Kind switch
    {
        ActivationKind.Linear => input,
        ActivationKind.Glu => Gated(input),
        _ => Add(new ActivationOperation(function, input)),
    };

    private void Penalize(Weight weight, BuiltLayer layer)
    {
        if (weight is { Regularizer: { } regularizer, Trainable: true })
        {
            _regularizers.TryAdd(weight, new WeightPrice(regularizer, weight, layer));
        }
    }

    // What keys a layer's random numbers: its own seed and which of its uses it is, for each draws anew as in Keras; or the model's seed and the call's place.
    private ulong Key(int? seed) => seed is { } own ? (ulong)own + ((ulong)_use << 32) : ((ulong)_options.Seed << 32) + (ulong)_position;
}
