using Weft.Onnx.Proto;

namespace Weft.Onnx.Reading;

/// <summary>Puts a file's own functions in the place of the nodes that call them.</summary>
internal sealed class FunctionExpansion
{
    // A few lines can call each other into more nodes than any memory holds.
    private const int MostNodes = 100_000;
    private const int MostDepth = 32;

    private readonly Dictionary<(string Domain, string Name), FunctionProto> _functions = [];
    private readonly List<OnnxNode> _nodes = [];
    private int _calls;

    /// <summary>The nodes of a model's graph.</summary>
    /// <exception cref="ModelFileException">A domain has no version, or functions call each other without end.</exception>
    public static IReadOnlyList<OnnxNode> Nodes(ModelProto model)
    {
        FunctionExpansion expansion = new();
        foreach (FunctionProto function in model.Functions)
        {
            expansion._functions[(Domain(function.Domain), function.Name)] = function;
        }

        Dictionary<string, int> versions = Versions(model.OpsetImport, model.IrVersion);
        expansion.Add(model.Graph.Node, versions, name => name, [], 0);
        return expansion._nodes;
    }

    private static Dictionary<string, int> Versions(IEnumerable<OperatorSetIdProto> imports, long irVersion)
    {
        Dictionary<string, int> versions = [];
        foreach (OperatorSetIdProto import in imports)
        {
            versions[Domain(import.Domain)] = (int)Math.Clamp(import.Version, 0, int.MaxValue);
        }

        // The oldest files knew one version alone.
        return irVersion is > 0 and < 3 && versions.Count == 0 ? new() { [""] = 1 } : versions;
    }

    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    private void Add(IEnumerable<NodeProto> nodes, Dictionary<string, int> versions, Func<string, string> name, Dictionary<string,
        AttributeProto> given, int depth)
    {
        foreach (NodeProto node in nodes)
        {
            string domain = Domain(node.Domain);
            string[] inputs = [.. node.Input.Select(name)], outputs = [.. node.Output.Select(name)];
            AttributeProto[] attributes = [.. Attributes(node, given)];
            if (_functions.TryGetValue((domain, node.OpType), out FunctionProto? function))
            {
                Expand(function, node, inputs, outputs, attributes, depth);
                continue;
            }

            if (_nodes.Count >= MostNodes)
            {
                throw new ModelFileException($"expected a network of fewer than {MostNodes} nodes, got more. The file is damaged, or no "
                    + $"classifier.");
            }

            int version = versions.TryGetValue(domain, out int known) ? known
                : domain.Length > 0 ? 1
                : throw new ModelFileException("expected opset_import to name a version of ONNX' operators, got none (no opset). The file "
                    + "is damaged.");
            if (domain.Length == 0 && version is < 1 or > OnnxModel.NewestOpset)
            {
                throw new ModelFileException($"expected operators of opset 1 to {OnnxModel.NewestOpset}, got opset {version}. Export the "
                    + $"model with an older one.");
            }

            _nodes.Add(new OnnxNode(node.OpType, domain, version, node.Name, inputs, outputs, attributes));
        }
    }

    private void Expand(FunctionProto function, NodeProto call, string[] inputs, string[] outputs, AttributeProto[] attributes, int depth)
    {
        if (depth == MostDepth)
        {
            throw new ModelFileException($"function '{function.Name}': expected functions that end, got one that calls itself. The file "
                + $"is damaged.");
        }

        string prefix = $"{(call.Name.Length > 0 ? call.Name : function.Name)}#{_calls++}/";
        Dictionary<string, string> names = [];
        for (int i = 0; i < function.Input.Count; i++)
        {
            names[function.Input[i]] = i < inputs.Length ? inputs[i] : "";
        }

        for (int i = 0; i < function.Output.Count; i++)
        {
            names[function.Output[i]] = i < outputs.Length && outputs[i].Length > 0 ? outputs[i] : prefix + function.Output[i];
        }

        Dictionary<string, AttributeProto> given = function.AttributeProto.Concat(attributes).GroupBy(attribute => attribute.Name)
            .ToDictionary(group => group.Key, group => group.Last());
        Add(function.Node, Versions(function.OpsetImport, 0), name => name.Length == 0 ? "" : names.TryGetValue(name, out string? outer)
            ? outer : prefix + name,
            given, depth + 1);
    }

    private static IEnumerable<AttributeProto> Attributes(NodeProto node, Dictionary<string, AttributeProto> given)
    {
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.RefAttrName.Length == 0)
            {
                yield return attribute;
            }
            else if (given.TryGetValue(attribute.RefAttrName, out AttributeProto? value))
            {
                AttributeProto named = value.Clone();
                named.Name = attribute.Name;
                yield return named;
            }
        }
    }
}
