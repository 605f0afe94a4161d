using Weft.Onnx.Proto;

namespace Weft.Onnx.Reading;

/// <summary>A file's graph: its nodes in an order in which they can be computed, and the numbers it holds.</summary>
internal sealed class OnnxGraph
{
    private readonly Dictionary<string, TensorProto> _stored = [];
    private readonly Dictionary<string, OnnxTensor> _constants = [];
    private readonly TensorReader _reader;
    private readonly Dictionary<string, OnnxNode> _makers = [];

    /// <param name="graph">The graph as the file has it.</param>
    /// <param name="nodes">Its nodes, those of functions in their place.</param>
    /// <param name="folder">Where external data lies.</param>
    /// <exception cref="ModelFileException">Two nodes make one tensor, a tensor is missing, or there is a cycle.</exception>
    public OnnxGraph(GraphProto graph, IEnumerable<OnnxNode> nodes, string? folder)
    {
        _reader = new TensorReader(folder);
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!_stored.TryAdd(tensor.Name, tensor))
            {
                throw new ModelFileException($"expected one initializer '{tensor.Name}', got two. The file is damaged.");
            }
        }

        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Outputs.Where(output => output.Length > 0))
            {
                if (!_makers.TryAdd(output, node) || _stored.ContainsKey(output))
                {
                    throw new ModelFileException($"{node.Who}: expected each tensor to be made once, got '{output}' twice. The file is "
                        + $"damaged.");
                }
            }
        }

        Outputs = [.. graph.Output];
        Inputs = [.. graph.Input.Where(input => !_stored.ContainsKey(input.Name))];
        LeftOut = [.. Outputs.Select(output => output.Name).Where(IsClassNumber)];
        Nodes = Ordered(Outputs.Select(output => output.Name).Where(name => Outputs.Count == LeftOut.Count || !LeftOut.Contains(name)));
        foreach (OnnxNode node in Nodes)
        {
            NodeArity.Require(node);
        }
    }

    /// <summary>What the model is given: inputs that have no numbers in the file.</summary>
    public IReadOnlyList<ValueInfoProto> Inputs { get; }

    public IReadOnlyList<ValueInfoProto> Outputs { get; }

    /// <summary>Outputs that are but the number of the largest value of something, which Weft has no layer for.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>The nodes that an output needs, each behind those it reads from.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; set; }

    /// <summary>Numbers by name, where they are known; null elsewhere.</summary>
    /// <exception cref="ModelFileException">They are damaged.</exception>
    public OnnxTensor? Constant(string name)
    {
        if (!_constants.TryGetValue(name, out OnnxTensor? constant) && _stored.Remove(name, out TensorProto? tensor))
        {
            _constants[name] = constant = _reader.Read(tensor);
        }

        return constant;
    }

    /// <summary>Numbers that were computed.</summary>
    public void Know(string name, OnnxTensor constant) => _constants[name] = constant;

    /// <summary>A tensor of an attribute.</summary>
    public OnnxTensor Read(TensorProto tensor) => _reader.Read(tensor);

    private bool IsClassNumber(string name)
    {
        while (_makers.TryGetValue(name, out OnnxNode? maker) && maker.Op is "Cast" or "Identity" or "Squeeze" or "Reshape"
            && maker.Inputs.Count > 0)
        {
            name = maker.Inputs[0];
        }

        return _makers.GetValueOrDefault(name)?.Op is "ArgMax" or "TopK";
    }

    private List<OnnxNode> Ordered(IEnumerable<string> wanted)
    {
        List<OnnxNode> ordered = [];
        Dictionary<OnnxNode, bool> isDone = [];
        Stack<(OnnxNode Node, int Next)> path = [];
        HashSet<string> given = [.. Inputs.Select(input => input.Name)];
        foreach (string name in wanted)
        {
            Enter(name, null);
            while (path.TryPop(out (OnnxNode Node, int Next) top))
            {
                if (top.Next == top.Node.Inputs.Count)
                {
                    isDone[top.Node] = true;
                    ordered.Add(top.Node);
                    continue;
                }

                path.Push((top.Node, top.Next + 1));
                Enter(top.Node.Inputs[top.Next], top.Node);
            }
        }

        return ordered;

        void Enter(string name, OnnxNode? reader)
        {
            if (name.Length == 0 || _stored.ContainsKey(name) || given.Contains(name))
            {
                return;
            }

            if (!_makers.TryGetValue(name, out OnnxNode? maker))
            {
                throw new ModelFileException($"{reader?.Who ?? "the graph's outputs"}: expected tensor '{name}' to be an input, a weight "
                    + $"or made "
                    + $"by a node, got none of these. The file is damaged.");
            }

            if (!isDone.TryGetValue(maker, out bool done))
            {
                isDone[maker] = false;
                path.Push((maker, 0));
            }
            else if (!done)
            {
                throw new ModelFileException($"{maker.Who}: expected nodes that follow each other, got a cycle through '{name}'. The file "
                    + $"is damaged.");
            }
        }
    }
}
