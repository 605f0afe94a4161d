using Weft.Layers;
using Weft.Onnx.Layout;

namespace Weft.Onnx.Reading;

/// <summary>One node while it is read: what it reads, and how layers are made of it.</summary>
internal sealed class Site(OnnxNode node, IReadOnlyList<Item?> inputs, Network network, Func<string, IReadOnlyList<OnnxNode>> readers)
{
    public OnnxNode Node { get; } = node;

    /// <summary>What the node reads; null for what is left out.</summary>
    public IReadOnlyList<Item?> Inputs { get; } = inputs;

    public Network Network { get; } = network;

    public Arrangement Arrangement { get; } = new(network);

    /// <summary>Whether an input is there.</summary>
    public bool Has(int index) => index < Inputs.Count && Inputs[index] is not null;

    /// <summary>An input that a sample decides.</summary>
    /// <exception cref="ModelFileException">It is left out, or known.</exception>
    public Value Value(int index) => index < Inputs.Count && Inputs[index] is Value value ? value
        : throw new ModelFileException($"expected input {index + 1} to come from the model's input, got "
            + $"{(Has(index) ? "known numbers" : "none")}. Weft has no layer for that.");

    /// <summary>An input whose numbers are known.</summary>
    /// <exception cref="ModelFileException">It is left out, or a sample decides it.</exception>
    public OnnxTensor Constant(int index) => index < Inputs.Count && Inputs[index] is OnnxTensor constant ? constant
        : throw new ModelFileException($"expected input {index + 1} to be known numbers, got "
            + $"{(Has(index) ? "values that a sample decides" : "none")}. Weft has no layer for that.");

    /// <summary>An input whose numbers are known, if it is there.</summary>
    public OnnxTensor? Optional(int index) => Has(index) ? Constant(index) : null;

    /// <summary>The first input after a layer that keeps the places of values.</summary>
    public IReadOnlyList<Item> Each(Layer layer, bool isNotNegative = false)
    {
        Value x = Value(0);
        return [x.With(Network.Call(layer, x.Node), isNotNegative)];
    }

    /// <summary>Whole numbers that older versions have as an attribute and newer ones as an input; null where there are none.</summary>
    public long[]? IntsFromAttributeOrInput(string name, int index) => Node.Ints(name) ?? Optional(index)?.ToIntegers();

    /// <summary>Who reads the node's first output.</summary>
    public IReadOnlyList<OnnxNode> Readers => readers(Node.Outputs[0]);

    /// <exception cref="ModelFileException">An attribute has another value than the one Weft knows.</exception>
    public void Require(bool isMet, string expected, string got)
    {
        if (!isMet)
        {
            throw new ModelFileException($"expected {expected}, got {got}. Weft has no layer for that.");
        }
    }
}
