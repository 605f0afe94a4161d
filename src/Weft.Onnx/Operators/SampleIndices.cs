using Weft.Onnx.Folding;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Whole numbers that grow by the same amount from sample to sample: places in a batch that lies in one row, as new exporters
/// write them.</summary>
/// <param name="numbers">Those of the first sample; the batch is the first axis, of extent 1.</param>
/// <param name="stride">How much larger those of the next sample are.</param>
internal sealed class SampleIndices(OnnxTensor numbers, long stride) : Item
{
    /// <summary>The numbers of all samples: 0, 1, 2 ...</summary>
    public static SampleIndices? Of(OnnxNode node, IReadOnlyList<Item?> inputs) => node.Op == "Range"
        && inputs is [OnnxTensor { Count: 1 } start, OnnxTensor { Count: 1 } end, OnnxTensor { Count: 1 } step]
        && start.WholeAt(0) == 0 && end.WholeAt(0) == ModelInputs.AnyBatch && step.WholeAt(0) == 1
            ? new SampleIndices(OnnxTensor.Of([1], [0L]), 1)
            : null;

    /// <summary>What a node makes of such numbers.</summary>
    /// <exception cref="ModelFileException">The result is none.</exception>
    public static IReadOnlyList<Item> Run(Site site)
    {
        OnnxNode node = site.Node;
        (OnnxTensor own, long step) = site.Inputs.OfType<SampleIndices>().First().Content;
        switch (node.Op)
        {
            case "Cast" or "Identity":
                return [site.Inputs[0]!];
            case "Unsqueeze":
                OnnxTensor widened = Shaping.Unsqueeze(node, [own, site.Optional(1)]);
                site.Require(widened.Dims[0] == 1 && site.IntsFromAttributeOrInput("axes", 1)?.Contains(0) == false, "the samples first",
                    $"{widened}");
                return [new SampleIndices(widened, step)];
            case "Mul" or "Add" when site.Inputs.OfType<OnnxTensor>().FirstOrDefault() is { } other:
                site.Require(node.Op == "Add" || other.Count == 1, "one factor", $"{other}");
                OnnxTensor result = Arithmetic.Run(node, node.Op, [own, other]);
                site.Require(result.Dims[0] == 1 || result.Dims.Length > other.Dims.Length, "numbers for one sample", $"{result}");
                return [new SampleIndices(result, node.Op == "Mul" ? step * other.WholeAt(0) : step)];
            case "Gather" when site.Inputs[0] is Value x:
                return [Gathered(site, x, own, step)];
            default:
                throw new ModelFileException("expected the numbers of samples to choose places of each sample, got another use of them. "
                    + "Weft computes each sample by itself.");
        }
    }

    /// <summary>Places of samples that lie in one row, each from its own sample.</summary>
    public static Value Gathered(Site site, Value x, OnnxTensor places, long stride)
    {
        Factor[] row = x.Axes[0];
        int size = Factor.Product(row.Skip(1));
        site.Require(x.Rank == 1 && site.Node.Int("axis", 0) is 0 or -1 && row.Length > 0 && row[0] == x.Batch && stride == size,
            $"places of samples of {size} values", $"{places} and {stride} from one to the next");
        Value samples = x.Seen([[x.Batch], [.. row.Skip(1)]]);
        int[] taken = [.. places.ToIntegers().Select(place => Shaping.Axis(place, size))];
        Value picked = Parts.Taken(site, samples, 1, taken);
        return Shapes.Reshaped(site, picked, [x.Batch.Size, .. places.Dims.Skip(1).Select(extent => (long)extent)]);
    }

    private (OnnxTensor Numbers, long Stride) Content => (numbers, stride);
}
