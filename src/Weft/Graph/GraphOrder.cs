namespace Weft;

/// <summary>The order of a graph: its calls as they can be computed, and its layers as Keras lists them.</summary>
internal sealed class GraphOrder
{
    private readonly HashSet<Node> _inputs;
    private readonly string _who;
    private readonly List<LayerCall> _calls = [];
    private readonly Dictionary<BuiltLayer, int> _met = [];

    /// <exception cref="ShapeException">An output depends on an input that is not given.</exception>
    public GraphOrder(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs, string who)
    {
        _inputs = [.. inputs];
        _who = who;
        HashSet<LayerCall> seen = [];
        foreach (Node output in outputs)
        {
            Walk(output.Call, seen);
        }

        // Those that nobody reads.
        foreach (Node input in inputs)
        {
            if (seen.Add(input.Call))
            {
                _calls.Add(input.Call);
                _met.Add(input.Layer, -_calls.Count);
            }
        }

        Layers = InKerasOrder();
    }

    /// <summary>The calls, each behind those it reads from.</summary>
    public IReadOnlyList<LayerCall> Calls => _calls;

    /// <summary>The layers sorted by their longest distance to an output, the farthest first; among equals, as a walk back from the outputs meets them, first inputs first.</summary>
    public IReadOnlyList<BuiltLayer> Layers { get; }

    // A stack of its own, because files may hold longer chains than a thread's stack bears. No cycle can be: a call is made of nodes that were there before it.
    private void Walk(LayerCall from, HashSet<LayerCall> seen)
    {
        Stack<Visit> open = new();
        Enter(from);
        while (open.TryPeek(out Visit? at))
        {
            if (at.Next < at.Call.Inputs.Count)
            {
                Enter(at.Call.Inputs[at.Next++].Call);
            }
            else
            {
                _calls.Add(open.Pop().Call);
            }
        }

        void Enter(LayerCall call)
        {
            if (!seen.Add(call))
            {
                return;
            }

            if (call.Inputs.Count == 0 && !_inputs.Contains(call.Outputs[0]))
            {
                throw new ShapeException($"{_who}: expected outputs that depend on the given inputs alone, got one that depends on {call.Layer}. Give that as an input too.");
            }

            _met.TryAdd(call.Layer, _met.Count);
            open.Push(new Visit(call));
        }
    }

    private List<BuiltLayer> InKerasOrder()
    {
        Dictionary<LayerCall, int> callDepths = [];
        Dictionary<BuiltLayer, int> depths = [];
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            LayerCall call = _calls[i];
            callDepths.TryGetValue(call, out int own);
            depths.TryGetValue(call.Layer, out int others);
            int depth = Math.Max(own, others);
            (callDepths[call], depths[call.Layer]) = (depth, depth);
            foreach (Node input in call.Inputs)
            {
                callDepths.TryGetValue(input.Call, out int before);
                callDepths[input.Call] = Math.Max(before, depth + 1);
            }
        }

        List<BuiltLayer> layers = [.. depths.Keys];
        layers.Sort((a, b) => depths[a] != depths[b] ? depths[b].CompareTo(depths[a]) : _met[a].CompareTo(_met[b]));
        return layers;
    }

    // A call on the way back from the outputs, and which of its inputs comes next.
    private sealed class Visit(LayerCall call)
    {
        public LayerCall Call => call;

        public int Next { get; set; }
    }
}
