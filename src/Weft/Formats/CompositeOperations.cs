using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>Operations that several layers do together: read as a model inside the model.</summary>
internal static class CompositeOperations
{
    /// <summary>The model that does the same; null where there is none.</summary>
    public static NestedModel? Read(OperationCall call, string name) =>
        call.Inputs.Length != 1 || call.Arguments.Count != 1 ? null : call.Name switch
        {
            "Split" => Of(call, name, Split(call)),
            "Roll" => Of(call, name, Rolled(call)),
            "Tile" => Of(call, name, Tiled(call)),
            _ => null,
        };

    private static NestedModel? Of(OperationCall call, string name, Func<Node, IReadOnlyList<Node>>? inside)
    {
        if (inside is null)
        {
            return null;
        }

        Node input = new Input(call.Inputs[0]).Call();
        return new NestedModel(new ModelGraph(name, [input], inside(input), isSequential: false));
    }

    // Into so many equal parts, or at these places.
    private static Func<Node, IReadOnlyList<Node>>? Split(OperationCall call)
    {
        if (call.Axes() is not [var axis])
        {
            return null;
        }

        int extent = call.Inputs[0][axis - 1];
        JsonNode? how = call.Config["indices_or_sections"];
        int[] ends = KerasConfig.AsInteger(how) is { } parts
            ? parts > 0 && extent % parts == 0 ? [.. Enumerable.Range(1, parts).Select(part => part * (extent / parts))] : []
            : [.. (KerasConfig.AsList(how) ?? []).Select(end => KerasConfig.AsInteger(end) ?? -1), extent];
        int[] begins = [0, .. ends.SkipLast(1)];
        return ends.Length > 0 && begins.Zip(ends).All(part => part.First < part.Second)
            ? input => [.. begins.Zip(ends).Select(part => Taken(input, axis, part.First, part.Second))]
            : null;
    }

    // What goes out at the end comes in at the beginning.
    private static Func<Node, IReadOnlyList<Node>>? Rolled(OperationCall call)
    {
        if (call.Axes() is not [var axis] || KerasConfig.AsInteger(call.Config["shift"]) is not { } shift)
        {
            return null;
        }

        int extent = call.Inputs[0][axis - 1], begin = (((-shift % extent) + extent) % extent);
        return input => begin == 0
            ? [input.Then(new Identity())]
            : [new Concatenate(axis).Call(Taken(input, axis, begin, extent), Taken(input, axis, 0, begin))];
    }

    private static Func<Node, IReadOnlyList<Node>>? Tiled(OperationCall call)
    {
        int[] repeats = KerasConfig.AsList(call.Config["repeats"]) is null ? [] : call.Config.Integers("repeats");
        return repeats.Length == call.Rank && repeats[0] == 1 && repeats.All(times => times > 0)
            ? input => [Enumerable.Range(1, call.Rank - 1).Aggregate(
                input.Then(new Identity()), (x, axis) =>
                    repeats[axis] == 1 ? x : new Concatenate(axis).Call([.. Enumerable.Repeat(x, repeats[axis])]))]
            : null;
    }

    private static Node Taken(Node input, int axis, int begin, int end) =>
        input.Then(new GetItemOperation([.. Enumerable.Repeat(default(AxisPart), axis - 1), new AxisPart(begin, end)]));
}
