using Weft.Onnx.Proto;

namespace Weft.Onnx.Reading;

/// <summary>One operator of the graph, with its attributes by name.</summary>
internal sealed class OnnxNode
{
    private readonly Dictionary<string, AttributeProto> _attributes;

    public OnnxNode(string op, string domain, int opset, string name, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs,
        IEnumerable<AttributeProto> attributes)
    {
        (Op, Domain, Opset, Name, Inputs, Outputs) = (op, domain, opset, name, inputs, outputs);
        _attributes = [];
        foreach (AttributeProto attribute in attributes)
        {
            _attributes[attribute.Name] = attribute;
        }
    }

    /// <summary>The operator: <c>Conv</c>.</summary>
    public string Op { get; }

    /// <summary>Whose operator it is; empty for ONNX' own.</summary>
    public string Domain { get; }

    /// <summary>The version of that domain's operators.</summary>
    public int Opset { get; }

    /// <summary>The name; empty where the file gives none.</summary>
    public string Name { get; }

    /// <summary>Names of what it reads; empty for what is left out.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Names of what it makes; empty for what nobody wants.</summary>
    public IReadOnlyList<string> Outputs { get; }

    public IEnumerable<AttributeProto> Attributes => _attributes.Values;

    /// <summary>The operator with its domain.</summary>
    public string FullOp => Domain.Length == 0 ? Op : $"{Domain}::{Op}";

    /// <summary>The operator and the node's name, for errors: <c>Conv (node conv1)</c>.</summary>
    public string Who => Name.Length > 0 ? $"{FullOp} (node {Name})" : $"{FullOp} (that makes {Outputs.FirstOrDefault() ?? "nothing"})";

    public bool Has(string name) => _attributes.ContainsKey(name);

    public long Int(string name, long otherwise) => Find(name, 2) is { } attribute ? attribute.I : otherwise;

    public float Float(string name, float otherwise) => Find(name, 1) is { } attribute ? attribute.F : otherwise;

    public string Text(string name, string otherwise) => Find(name, 3) is { } attribute ? attribute.S.ToStringUtf8() : otherwise;

    public long[]? Ints(string name) => Find(name, 7) is { } attribute ? [.. attribute.Ints] : null;

    public AttributeProto? Find(string name) => _attributes.GetValueOrDefault(name);

    /// <summary>The same node under another operator, reading and making other things.</summary>
    public OnnxNode As(string op, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs) =>
        new(op, Domain, Opset, Name, inputs, outputs, Attributes);

    // Files older than the attribute's type say nothing.
    private AttributeProto? Find(string name, int type) => _attributes.GetValueOrDefault(name) is not { } attribute ? null
        : attribute.Type == type || attribute.Type == 0
            ? attribute
            : throw new ModelFileException($"expected attribute {name} to be of type {type}, got type {attribute.Type}.");
}
