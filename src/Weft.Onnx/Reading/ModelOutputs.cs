using Weft.Onnx.Layout;
using Weft.Onnx.Proto;

namespace Weft.Onnx.Reading;

/// <summary>What the model gives: the file's outputs in the file's own order of axes.</summary>
internal sealed class ModelOutputs(OnnxGraph graph, Network network, List<string> notes)
{
    /// <exception cref="ModelFileException">An output is none of a sample's values.</exception>
    public IEnumerable<Node> Nodes(Func<string, Item> find)
    {
        Arrangement arrangement = new(network);
        foreach (ValueInfoProto output in graph.Outputs)
        {
            if (IsLeftOut(output.Name))
            {
                notes.Add($"The output '{output.Name}' is left out: it is the number of the largest value of another one.");
                continue;
            }

            if (find(output.Name) is not Value value || value.BatchAxis != 0)
            {
                throw new ModelFileException($"output '{output.Name}': expected values of each sample, the batch first, got something "
                    + $"else. Weft has no such outputs.");
            }

            network.Stem = output.Name;
            Factor[] order = [.. value.Axes.Skip(1).SelectMany(axis => axis)];
            yield return arrangement.Lay(value, order, value.Rank == 1 ? [1] : new Shape([.. value.Dims.Skip(1)]));
        }
    }

    private bool IsLeftOut(string output) => graph.Outputs.Count > 1 && graph.LeftOut.Contains(output);
}
