using Weft.Layers;

namespace Weft.Engine.Operations;

/// <content>The rules of layers that move, copy, drop or mix the places of an image.</content>
internal sealed partial class Lowering
{
    private Operand? LowerPlaces(BuiltLayer built, Operand x, Shape shape)
    {
        switch (built.Layer)
        {
            case ZeroPadding2D padding:
                return Copy("padding", CopyStep.Padded(padding, x.Shape, shape), x.Shape[2], x, shape);
            case Cropping2D cropping:
                return Copy("cropping", CopyStep.Cropped(cropping, x.Shape, shape), x.Shape[2], x, shape);
            case CenterCrop crop when crop.For(x.Shape) is Cropping2D cropping:
                return Copy("cropping", CopyStep.Cropped(cropping, x.Shape, shape), x.Shape[2], x, shape);
            case CenterCrop crop:
                return Resize(ResizeStep.WeightsOf((Resizing)crop.For(x.Shape), x.Shape), 0, x, shape);
            case Permute permute:
                return Transposed(permute.Dims, x);
            case RepeatVector repeat:
                return Copy("repetition", new int[repeat.N], x.Shape[0], x, shape);
            case UpSampling2D { Interpolation: Interpolation.Nearest } larger:
                return Copy("enlarging", CopyStep.Enlarged(larger.Size, x.Shape, shape), x.Shape[2], x, shape);
            case UpSampling2D larger:
                return Resize(ResizeStep.WeightsOf(larger, x.Shape), 0, x, shape);
            case Resizing resizing:
                return Resize(ResizeStep.WeightsOf(resizing, x.Shape), resizing.FillValue, x, shape);
            case AdaptivePooling2D pool:
                return Step("adaptive pooling", x, shape, (_, input, output) => new AdaptivePoolStep(pool is AdaptiveMaxPooling2D, input, output));
            case Conv2DTranspose conv:
                return LowerTransposed(conv, built, x);
            case Identity:
                return x;
            default:
                return null;
        }
    }

    private Operand Copy(string name, int[] sources, int run, Operand x, Shape shape) => Step(name, x, shape, (_, input, output) => new CopyStep(sources, run, input, output));

    private Operand Transposed(IReadOnlyList<int> dims, Operand x)
    {
        (int[] sources, int run) = CopyStep.Permuted(dims, x.Shape);
        return Copy("transposition", sources, run, x, new Shape([.. dims.Select(dim => x.Shape[dim - 1])]));
    }

    // What is made for the last axis, along another: transposed, and back.
    private Operand Along(int axis, Operand x, Func<Operand, Operand> lower)
    {
        int rank = x.Shape.Rank;
        return axis == rank - 1 ? lower(x) : Transposed(AxisOrder.Inserted(axis, rank), lower(Transposed(AxisOrder.Last(axis, rank), x)));
    }

    private Operand Resize((AxisWeights Rows, AxisWeights Columns) weights, float fill, Operand x, Shape shape) =>
        Step("resizing", x, shape, (emission, input, output) => new ResizeStep(weights.Rows, weights.Columns, fill, input, output, emission.Arena));

    private Operand LowerTransposed(Conv2DTranspose conv, BuiltLayer built, Operand x)
    {
        Weight kernel = built.Weights[0];
        Weight? bias = built.Weights.ElementAtOrDefault(1);
        RectifiedOperation operation = new($"transposed convolution {conv.KernelSize}", conv.LinearShape(x.Shape), x, built.Weights, (emission, input, output, relu) =>
            new ConvTransposeStep(conv, new ConvStep.Parameters(kernel, bias, emission.Bind(kernel), emission.Bind(bias)), input, output, relu, emission.Memory))
        { Adds = true };
        return Activate(Add(operation), conv.Activation);
    }
}
