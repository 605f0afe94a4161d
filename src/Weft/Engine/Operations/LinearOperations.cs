using Weft.Layers;

namespace Weft.Engine.Operations;

/// <summary>A product with a kernel, with a bias: what may take a normalisation, a ReLU and more in.</summary>
internal abstract class LinearOperation(Shape shape, Operand input, Weight kernel, Weight? bias) : Operation(shape, input)
{
    public Weight Kernel { get; } = kernel;

    public Weight? Bias { get; } = bias;

    /// <summary>A batch normalisation whose moving averages are part of kernel and bias; null for none.</summary>
    public NormalizationOperation? Folded { get; set; }

    /// <summary>Whether negative results become zero.</summary>
    public bool Relu { get; set; }

    /// <summary>Whether it can take in what comes behind it.</summary>
    public virtual bool IsOpen => !Relu;

    public override IEnumerable<Weight> Weights => Bias is null ? [Kernel] : [Kernel, Bias];

    public override bool AddsGradient(int input) => true;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output)
    {
        if (Folded is not null)
        {
            FoldStep fold = new(Kernel, Bias, Folded.NormWeights, Folded.Layer.Epsilon, inputs[0]);
            emission.Add(fold, this);
            return Emit(emission, new ConvStep.Parameters(fold.Kernel, fold.Bias, null, null) { Fold = fold }, inputs[0], output);
        }

        return Emit(emission, new ConvStep.Parameters(Kernel, Bias, emission.Bind(Kernel), emission.Bind(Bias)), inputs[0], output);
    }

    public override string ToString() => $"{Name}{(Folded is null ? "" : " + batch normalisation")}{(Relu ? " + ReLU" : "")}";

    protected abstract string Name { get; }

    protected abstract Step Emit(Emission emission, ConvStep.Parameters parameters, Value input, Value output);
}

/// <summary>A convolution.</summary>
internal sealed class ConvolutionOperation(Conv2D layer, Operand input, Weight kernel, Weight? bias) : LinearOperation(layer.LinearShape(input.Shape), input, kernel, bias)
{
    private readonly Shape _input = input.Shape;

    /// <summary>A max pooling it has taken in; null for none.</summary>
    public MaxPooling2D? Pool { get; set; }

    public override bool IsOpen => base.IsOpen && Pool is null;

    protected override string Name => $"convolution {layer.KernelSize}{(Pool is null ? "" : $" + max pooling {Pool.PoolSize}")}";

    /// <summary>Whether a convolution takes a pooling in: windows side by side, none cut at the border; a winner must fit into a byte.</summary>
    public static bool CanTakeIn(MaxPooling2D pool, Shape input) =>
        pool.Strides == pool.PoolSize && pool.PoolSize.Area is > 1 and <= 256
        && (pool.Padding == Padding.Valid || (input[0] % pool.PoolSize.Height == 0 && input[1] % pool.PoolSize.Width == 0));

    protected override Step Emit(Emission emission, ConvStep.Parameters parameters, Value input, Value output)
    {
        ConvPool? pool = Pool is null ? null : new ConvPool(Pool.PoolSize, output.HasGradient ? emission.Arena.Bytes(emission.Group * output.Size) : default);
        ConvStep step = new(layer, _input, parameters, input, output, pool, Relu, emission.Memory);
        if (step.CanNormalizeInput && Inputs[0].SoleReader is not null && emission.StepOf(Inputs[0].Source) is BatchNormStep { CanLeaveOutput: true } before)
        {
            (before.LeavesOutput, step.InputNormalization) = (true, before);
        }

        return step;
    }
}

/// <summary>A depthwise convolution.</summary>
internal sealed class DepthwiseOperation(DepthwiseConv2D layer, Operand input, Weight kernel, Weight? bias) : LinearOperation(layer.LinearShape(input.Shape), input, kernel, bias)
{
    private readonly Shape _input = input.Shape;

    protected override string Name => $"depthwise convolution {layer.KernelSize}";

    public override bool AddsGradient(int input) => false;

    protected override Step Emit(Emission emission, ConvStep.Parameters parameters, Value input, Value output) =>
        new DepthwiseStep(layer, _input, parameters, input, output, Relu, emission.Memory);
}

/// <summary>A matrix product.</summary>
internal sealed class DenseOperation(Shape output, Operand input, Weight kernel, Weight? bias) : LinearOperation(output, input, kernel, bias)
{
    protected override string Name => $"product {Kernel.Shape[0]}x{Kernel.Shape[1]}";

    protected override Step Emit(Emission emission, ConvStep.Parameters parameters, Value input, Value output) =>
        new DenseStep(parameters, input, output, Relu, emission.Memory);
}
