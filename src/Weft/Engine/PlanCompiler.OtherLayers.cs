using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <content>Layers that take nothing in but a ReLU behind them.</content>
internal sealed partial class PlanCompiler
{
    private void AddOther(BuiltLayer built, LayerQueue queue)
    {
        switch (built.Layer)
        {
            case LayerNormalization norm:
                RowNormalization kind = norm.RmsScaling ? RowNormalization.Deviation : RowNormalization.MeanAndDeviation;
                AddRowNormalization(kind, norm.Epsilon, norm.AxesOf(built.InputShape), ScaleAndOffset(built, norm.HasGamma, norm.HasBeta), built);
                break;
            case RMSNormalization norm:
                AddRowNormalization(RowNormalization.RootMeanSquare, norm.Epsilon, norm.AxesOf(built.InputShape), ScaleAndOffset(built, true, false), built);
                break;
            case UnitNormalization norm:
                AddRowNormalization(RowNormalization.Length, 0, norm.AxesOf(built.InputShape), (null, null), built);
                break;
            case GroupNormalization norm:
                AddGroupNormalization(norm, ScaleAndOffset(built, norm.Scale, norm.Center), built, queue.TakeRelu());
                break;
            case ZeroPadding2D padding:
                AddCopy(CopyStep.Padded(padding, built.InputShape, built.OutputShape), built.InputShape[2], built.OutputShape);
                break;
            case Cropping2D cropping:
                AddCopy(CopyStep.Cropped(cropping, built.InputShape, built.OutputShape), built.InputShape[2], built.OutputShape);
                break;
            case Permute permute:
                (int[] sources, int run) = CopyStep.Permuted(permute.Dims, built.InputShape);
                AddCopy(sources, run, built.OutputShape);
                break;
            case RepeatVector repeat:
                AddCopy(new int[repeat.N], built.InputShape[0], built.OutputShape);
                break;
            case UpSampling2D { Interpolation: Interpolation.Nearest } enlarging:
                AddCopy(CopyStep.Enlarged(enlarging.Size, built.InputShape, built.OutputShape), built.InputShape[2], built.OutputShape);
                break;
            case UpSampling2D enlarging:
                AddResizing(ResizeStep.WeightsOf(enlarging, built.InputShape), 0, built.OutputShape);
                break;
            case Resizing resizing:
                AddResizing(ResizeStep.WeightsOf(resizing, built.InputShape), resizing.FillValue, built.OutputShape);
                break;
            case CenterCrop crop when crop.For(built.InputShape) is Cropping2D cropping:
                AddCopy(CopyStep.Cropped(cropping, built.InputShape, built.OutputShape), built.InputShape[2], built.OutputShape);
                break;
            case CenterCrop crop:
                AddResizing(ResizeStep.WeightsOf((Resizing)crop.For(built.InputShape), built.InputShape), 0, built.OutputShape);
                break;
            case Conv2DTranspose transpose:
                AddTransposed(transpose, built, queue);
                break;
            case AdaptivePooling2D pool:
                Add(output => new AdaptivePoolStep(pool is AdaptiveMaxPooling2D, _value, output), built.OutputShape);
                break;
            case GaussianDropout { Rate: > 0 } dropout when _options.Training:
                Slab factors = _arena.Floats(_group * built.OutputShape.Size);
                Add(output => new GaussianDropoutStep(dropout.Rate, Key(dropout.Seed, built), _value, output, factors), built.OutputShape);
                break;
            case AlphaDropout { Rate: > 0 } dropout when _options.Training:
                Slab scales = _arena.Floats(_group * built.OutputShape.Size);
                Add(output => new AlphaDropoutStep(dropout.Rate, Key(dropout.Seed, built), _value, output, scales), built.OutputShape);
                break;
            case GaussianDropout or AlphaDropout or Identity:
                break;
            case Softmax softmax:
                Add(output => new SoftmaxStep(ActivationKind.Softmax, new AxisRows(output.Shape, softmax.AxesOf(output.Shape)), _value, output, _arena), built.OutputShape);
                break;
            default:
                throw new NotSupportedException($"{built}: the engine has no step for this layer.");
        }
    }

    private void AddCopy(int[] sources, int run, Shape shape) => Add(output => new CopyStep(sources, run, _value, output), shape);

    private void AddResizing((AxisWeights Rows, AxisWeights Columns) weights, float fill, Shape shape) =>
        Add(output => new ResizeStep(weights.Rows, weights.Columns, fill, _value, output, _arena), shape);

    private void AddTransposed(Conv2DTranspose layer, BuiltLayer built, LayerQueue queue)
    {
        ConvStep.Parameters parameters = Bind(built);
        (bool relu, Activation rest) = SplitRelu(TakeRelu(layer.Activation, queue));
        Add(output => new ConvTransposeStep(layer, parameters, _value, output, relu, _memory), built.OutputShape, Trains(parameters));
        AddActivation(rest, ActivationKind.Linear);
        AddRegularizer(layer.KernelRegularizer, parameters);
    }

    private static (Weight? Gamma, Weight? Beta) ScaleAndOffset(BuiltLayer built, bool scale, bool center) => (scale ? built.Weights[0] : null, center ? built.Weights[^1] : null);

    private void AddRowNormalization(RowNormalization kind, double epsilon, int[] axes, (Weight? Gamma, Weight? Beta) weights, BuiltLayer built)
    {
        (Parameter? Gamma, Parameter? Beta) gradients = (Bind(weights.Gamma), Bind(weights.Beta));
        AxisRows rows = new(built.InputShape, axes);
        Add(output => new RowNormStep(kind, epsilon, rows, weights, gradients, _value, output, _memory), built.OutputShape, gradients is not (null, null));
    }

    private void AddGroupNormalization(GroupNormalization norm, (Weight? Gamma, Weight? Beta) weights, BuiltLayer built, bool relu)
    {
        (Parameter? Gamma, Parameter? Beta) gradients = (Bind(weights.Gamma), Bind(weights.Beta));
        Add(output => new GroupNormStep(norm, weights, gradients, _value, output, relu, _memory), built.OutputShape, gradients is not (null, null));
    }
}
