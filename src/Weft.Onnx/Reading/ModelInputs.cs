using Weft.Onnx.Layout;
using Weft.Onnx.Proto;

namespace Weft.Onnx.Reading;

/// <summary>One input of the model.</summary>
/// <param name="Name">What the file calls it.</param>
/// <param name="Type">What the file wants there.</param>
/// <param name="Dims">The extents in the file's order, the batch's stand-in among them.</param>
/// <param name="IsChannelsFirst">Whether it is an image with the channels before height and width.</param>
internal sealed record ModelInput(string Name, ElementType Type, int[] Dims, bool IsChannelsFirst)
{
    /// <summary>The shape of one sample, as Weft computes with it.</summary>
    public Shape Shape => IsChannelsFirst ? [Dims[2], Dims[3], Dims[1]] : new Shape([.. Dims.Skip(1)]);

    /// <summary>The values that an input's node gives.</summary>
    public Value ValueOf(Node node)
    {
        Factor batch = new(Dims[0]);
        Factor[][] axes = [[batch], .. Dims.Skip(1).Select(Factor.Axis)];
        Factor[] memory = IsChannelsFirst ? [.. axes[2], .. axes[3], .. axes[1]] : [.. axes.Skip(1).SelectMany(axis => axis)];
        return new Value(node, axes, memory, batch) { Type = Type };
    }
}

/// <summary>What the model takes, as the file declares it and its nodes use it.</summary>
internal sealed class ModelInputs(OnnxGraph graph, OnnxReadOptions options)
{
    /// <summary>What stands for the batch where its size is open: a prime, larger than any extent of a picture.</summary>
    public const int AnyBatch = 1_000_003;

    private IReadOnlyList<ModelInput>? _inputs;

    /// <exception cref="ModelFileException">An input is none that Weft has.</exception>
    public IReadOnlyList<ModelInput> Read()
    {
        if (graph.Inputs.Count == 0)
        {
            throw new ModelFileException("expected a graph with an input, got none.");
        }

        if (graph.Inputs.Count > 1 && !options.SeveralInputs)
        {
            string names = string.Join(", ", graph.Inputs.Select(input => $"'{input.Name}'"));
            throw new ModelFileException($"expected one input, of pictures, got inputs {names}. Export the model with its other inputs as "
                + $"weights, or ask for OnnxReadOptions.SeveralInputs.");
        }

        ModelInput[] inputs = [.. graph.Inputs.Select(Read)];

        // Where one input says how many samples there are, the others are as many.
        int given = inputs.Select(input => input.Dims[0]).Where(batch => batch is > 1 and not AnyBatch).DefaultIfEmpty(AnyBatch).First();
        inputs = [.. inputs.Select(input => input.Dims[0] == AnyBatch ? input with { Dims = [given, .. input.Dims.Skip(1)] } : input)];
        if (Array.Exists(inputs, input => input.Dims[0] != inputs[0].Dims[0]))
        {
            throw new ModelFileException($"expected inputs with one batch, got batches of "
                + $"{string.Join(" and ", inputs.Select(input => input.Dims[0]))}. Weft computes each sample by itself.");
        }

        // Arrays have one layout.
        bool isFirst = Array.Exists(inputs, input => input.IsChannelsFirst);
        return _inputs = [.. inputs.Select(input => input with { IsChannelsFirst = isFirst && input.Dims.Length == 4 })];
    }

    /// <summary>Whether arrays have the channels first.</summary>
    public bool IsChannelsFirst => _inputs!.Any(input => input.IsChannelsFirst);

    /// <summary>Whether the input is bytes.</summary>
    public bool IsBytes => _inputs!.All(input => input.Type == ElementType.UInt8);

    /// <exception cref="ModelFileException">An input is of a type that no picture has.</exception>
    public void RequirePictures()
    {
        foreach (ValueInfoProto input in graph.Inputs)
        {
            _ = TypeOf(input);
        }
    }

    private static ElementType TypeOf(ValueInfoProto input)
    {
        string who = $"input '{input.Name}'";
        if (input.Type?.ValueCase is not TypeProto.ValueOneofCase.TensorType)
        {
            throw new ModelFileException($"{who}: expected a tensor, got {input.Type?.ValueCase.ToString() ?? "no type"}. Weft takes "
                + $"pictures.");
        }

        ElementType type = (ElementType)input.Type.TensorType.ElemType;
        if (!type.IsReal() && type != ElementType.UInt8)
        {
            throw new ModelFileException($"{who}: expected numbers of pictures, got {type.Word()}. Weft has no other inputs.");
        }

        return type;
    }

    private ModelInput Read(ValueInfoProto input)
    {
        string who = $"input '{input.Name}'";
        ElementType type = TypeOf(input);

        if (input.Type.TensorType.Shape is not { } shape || shape.Dim.Count is < 2 or > 8)
        {
            throw new ModelFileException($"{who}: expected a shape of 2 extents or more, got "
                + $"{(input.Type.TensorType.Shape is null ? "none" : $"{input.Type.TensorType.Shape.Dim.Count}")}. Export the model with "
                + $"its input's shape.");
        }

        int[] dims = [.. shape.Dim.Select((dim, axis) => Extent(dim, axis, who))];
        bool isChannelsFirst = dims.Length == 4 && (LayoutProbe.ChannelAxis(graph, input.Name) switch
        {
            1 => true,
            3 => false,
            _ => Open(shape, 2) || (dims[1] <= 4 && dims[3] > 4),
        });
        if (dims.Length == 4 && options.InputSize is { } size)
        {
            int rows = isChannelsFirst ? 2 : 1;
            dims[rows] = Open(shape, rows) ? size.Height : dims[rows];
            dims[rows + 1] = Open(shape, rows + 1) ? size.Width : dims[rows + 1];
        }

        int open = Array.IndexOf(dims, 0);
        return open < 0
            ? new ModelInput(input.Name, type, dims, isChannelsFirst)
            : throw new ModelFileException($"{who}: expected a fixed size of pictures, got extent {open} open"
                + $"{(shape.Dim[open].DimParam is { Length: > 0 } name ? $" ('{name}')" : "")}. Say their size: "
                + $"OnnxReadOptions.InputSize.");
    }

    private static bool Open(TensorShapeProto shape, int axis) =>
        shape.Dim[axis].ValueCase != TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue
        || shape.Dim[axis].DimValue <= 0;

    // Zero for what is open.
    private static int Extent(TensorShapeProto.Types.Dimension dim, int axis, string who)
    {
        bool isOpen = dim.ValueCase != TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue || dim.DimValue <= 0;
        return isOpen ? (axis == 0 ? AnyBatch : 0)
            : dim.DimValue < AnyBatch
                ? (int)dim.DimValue
                : throw new ModelFileException($"{who}: expected extents below {AnyBatch}, got {dim.DimValue}. The file is damaged.");
    }
}
