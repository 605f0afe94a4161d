namespace Weft.Onnx.Writing;

/// <summary>A tensor of the file that is written: what it is called, and how a sample's axes lie in it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">The shape of a sample as Weft has it.</param>
/// <param name="Order">Which of these axes stands at each place of the file's, the batch not counted.</param>
internal sealed record OnnxValue(string Name, Shape Shape, int[] Order)
{
    /// <summary>What the features of one vector were before it was flattened, where the file's order of them differs; null
    /// elsewhere.</summary>
    public OnnxValue? Flattened { get; init; }

    /// <summary>The extents in the file's order, without the batch.</summary>
    public int[] Dims => [.. Order.Select(axis => Shape[axis])];

    /// <summary>Whether the axes stand in Weft's order.</summary>
    public bool IsPlain => Flattened is null && Order.Index().All(axis => axis.Item == axis.Index);

    /// <summary>The file's axis, the batch counted, that is an axis of a sample.</summary>
    public int Place(int axis) => Array.IndexOf(Order, axis) + 1;

    public static int[] PlainOrder(int rank) => [.. Enumerable.Range(0, rank)];

    /// <summary>Channels before rows and columns.</summary>
    public static int[] ChannelsFirst { get; } = [2, 0, 1];
}
