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

        foreach (Node input in inputs.Where(input => seen.Add(input.Call)))
        {
            _calls.Add(input.Call);
            _met.Add(input.Layer, -1);
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
        Stack<(LayerCall Call, int Next)> open = new();
        Enter(from);
        while (open.TryPop(out (LayerCall Call, int Next) at))
        {
            if (at.Next < at.Call.Inputs.Count)
            {
                open.Push((at.Call, at.Next + 1));
                Enter(at.Call.Inputs[at.Next].Call);
            }
            else
            {
                _calls.Add(at.Call);
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
            open.Push((call, 0));
        }
    }

    private List<BuiltLayer> InKerasOrder()
    {
        Dictionary<LayerCall, int> callDepths = [];
        Dictionary<BuiltLayer, int> depths = [];
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            LayerCall call = _calls[i];
            int depth = Math.Max(callDepths.GetValueOrDefault(call), depths.GetValueOrDefault(call.Layer));
            (callDepths[call], depths[call.Layer]) = (depth, depth);
            foreach (Node input in call.Inputs)
            {
                callDepths[input.Call] = Math.Max(callDepths.GetValueOrDefault(input.Call), depth + 1);
            }
        }

        return [.. depths.Keys.OrderByDescending(layer => depths[layer]).ThenBy(layer => _met[layer])];
    }
}
