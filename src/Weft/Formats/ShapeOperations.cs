using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>Operations that look at axes: joining, reshaping, pooling, padding.</summary>
internal static class ShapeOperations
{
    /// <summary>The layer that does the same; null where there is none.</summary>
    public static Layer? Read(OperationCall call) => call.Name switch
    {
        "Concatenate" => new Concatenate(call.Config.Integer("axis", -1)),
        "Stack" => new StackOperation(call.Config.Integer("axis", 0)),
        "GetItem" when call.Arguments.Count == 2 => Taken(call),
        _ when call.Inputs.Length != 1 || call.Arguments.Count != 1 => null,
        "Reshape" => Reshaped(call),
        "ExpandDims" => Expanded(call),
        "Squeeze" => Squeezed(call),
        "Mean" when IsOverImage(call) => new GlobalAveragePooling2D(call.Config.Flag("keepdims", false)),
        "Max" when IsOverImage(call) && !call.Config.Has("initial") => new GlobalMaxPooling2D(call.Config.Flag("keepdims", false)),
        "Mean" or "Sum" or "Max" or "Min" or "Var" or "Std" when call.Axes() is { } axes && !call.Config.Has("initial")
            && !call.Config.Has("dtype") =>
            new ReduceOperation(Enum.Parse<Reduction>(call.Name), axes, call.Config.Flag("keepdims", false)),
        "Transpose" when call.Config.Has("axes") => new TransposeOperation(call.Config.Integers("axes")),
        "Swapaxes" when call.Axes("axis1") is [var first] && call.Axes("axis2") is [var second] =>
            new TransposeOperation([.. Enumerable.Range(0, call.Rank).Select(axis => axis == first ? second : axis == second ? first
                : axis)]),
        "Flip" when call.Axes() is { } axes =>
            new GetItemOperation([.. Enumerable.Range(1, axes[^1]).Select(axis => axes.Contains(axis) ? new AxisPart(Step: -1) : default)]),
        "MaxPool" when IsImage(call) => new MaxPooling2D(call.Config.Size("pool_size"), Strides(call), call.Config.Padding()),
        "AveragePool" when IsImage(call) => new AveragePooling2D(call.Config.Size("pool_size"), Strides(call), call.Config.Padding()),
        "Pad" => Padded(call),
        "Resize" when IsImage(call) && call.Config.OptionalText("fill_mode") is null or "constant"
            && ResizingCodecs.Named(call.Config.OptionalText("interpolation")) is { } interpolation => Resized(call, interpolation),
        "Normalize" when call.Axes() is { } axes && IsEuclidean(call.Config) => new UnitNormalization(axes),
        _ => null,
    };

    // The batch comes first: -1 or nothing.
    private static Reshape? Reshaped(OperationCall call)
    {
        if (KerasConfig.AsList(call.Config["newshape"]) is not { Count: > 1 } list
            || !(list[0] is null || KerasConfig.AsInteger(list[0]) == -1))
        {
            return null;
        }

        int[] target = [.. list.Skip(1).Select(extent => KerasConfig.AsInteger(extent) ?? 0)];
        return target.All(extent => extent > 0) || list[0] is null ? new Reshape(target) : null;
    }

    private static Reshape? Expanded(OperationCall call)
    {
        int axis = call.Config.Integer("axis");
        int place = axis < 0 ? axis + call.Rank + 1 : axis;
        return place > 0 && place <= call.Rank ? new Reshape([.. call.Inputs[0].Take(place - 1), 1, .. call.Inputs[0].Skip(place - 1)])
            : null;
    }

    private static Reshape? Squeezed(OperationCall call)
    {
        Shape input = call.Inputs[0];
        int[]? axes = call.Config.Has("axis") ? call.Axes() : [.. Enumerable.Range(1, input.Rank).Where(axis => input[axis - 1] == 1)];
        return axes?.All(axis => input[axis - 1] == 1) == true && axes.Length < input.Rank
            ? new Reshape([.. input.Where((_, i) => !axes.Contains(i + 1))]) : null;
    }

    private static ZeroPadding2D? Padded(OperationCall call)
    {
        bool isOfZeros = call.Config.OptionalText("mode") is null or "constant"
            && (KerasConfig.AsNumber(call.Config["constant_values"]) ?? 0) == 0;
        int[][] widths = [.. (KerasConfig.AsList(call.Config["pad_width"]) ?? []).Select(Pair)];
        return isOfZeros && widths is [[0, 0], [>= 0, >= 0], [>= 0, >= 0], [0, 0]] && call.Rank == 4
            ? new ZeroPadding2D(widths[1][0], widths[1][1], widths[2][0], widths[2][1])
            : null;

        static int[] Pair(JsonNode? node) => KerasConfig.AsList(node) is [var before, var after]
            && KerasConfig.AsInteger(before) is { } first && KerasConfig.AsInteger(after) is { } last ? [first, last] : [];
    }

    // The batch is taken whole.
    private static GetItemOperation? Taken(OperationCall call)
    {
        AxisPart?[] parts = [.. (KerasConfig.AsList(call.Arguments[1]) ?? [call.Arguments[1]?.DeepClone()]).Select(Part)];
        return parts.Length > 0 && Array.TrueForAll(parts, part => part is not null) && parts[0] == default(AxisPart)
            ? new GetItemOperation([.. parts.Skip(1).Select(part => part!.Value)])
            : null;

        static AxisPart? Part(JsonNode? node)
        {
            if (KerasConfig.AsInteger(node) is { } place)
            {
                return new AxisPart(Place: place);
            }

            return Stretch(node);
        }

        static AxisPart? Stretch(JsonNode? node)
        {
            JsonNode? config = node?["config"];
            int? step = KerasConfig.AsInteger(config?["step"]);
            return node is JsonObject && KerasObject.Text(node["class_name"]) == "__slice__" && step != 0
                ? new AxisPart(KerasConfig.AsInteger(config?["start"]), KerasConfig.AsInteger(config?["stop"]), step)
                : null;
        }
    }

    private static Resizing Resized(OperationCall call, Interpolation interpolation)
    {
        (int height, int width) = call.Config.Size("size");
        return new Resizing(
            height, width, interpolation, call.Config.Flag("crop_to_aspect_ratio", false), call.Config.Flag("pad_to_aspect_ratio", false),
            call.Config.Flag("antialias", false))
        {
            FillValue = (float)call.Config.Number("fill_value", 0),
        };
    }

    // To length 1; Keras' epsilon for it is that of UnitNormalization.
    private static bool IsEuclidean(KerasConfig config) => config.Number("order", 2) == 2 && !config.Has("epsilon");

    private static bool IsOverImage(OperationCall call) => call.Rank == 4 && call.Axes() is [1, 2];

    private static bool IsImage(OperationCall call) => call.Rank == 4 && call.Config.OptionalText("data_format") is null or "channels_last";

    private static Size2D? Strides(OperationCall call) => call.Config.Has("strides") ? call.Config.Size("strides") : null;
}
