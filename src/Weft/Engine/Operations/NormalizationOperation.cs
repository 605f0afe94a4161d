using Weft.Layers;

namespace Weft.Engine.Operations;

/// <summary>A batch normalisation, with the addition and the ReLU behind it where it has taken them in.</summary>
/// <param name="layer">The description.</param>
/// <param name="weights">The layer's weights.</param>
/// <param name="usesBatch">Whether the batch's own moments are used; otherwise the moving averages are.</param>
/// <param name="input">What is normalised.</param>
internal sealed class NormalizationOperation(BatchNormalization layer, BatchNormWeights weights, bool usesBatch, Operand input) : Operation(input.Shape, input)
{
    public BatchNormalization Layer { get; } = layer;

    public BatchNormWeights NormWeights { get; } = weights;

    /// <summary>Whether a ReLU ends it.</summary>
    public bool Relu { get; set; }

    /// <summary>Whether a value is added: the second input.</summary>
    public bool HasAddend => Inputs.Count > 1;

    public override bool NeedsBatch => usesBatch;

    public override IEnumerable<Weight> Weights => ((Weight?[])[NormWeights.Gamma, NormWeights.Beta]).OfType<Weight>();

    public override bool CanShareGradient(int input) => true;

    public override bool AddsGradient(int input) => input == 1;

    /// <summary>Takes in the addition behind it, with the other addend.</summary>
    public void TakeSum(Operation sum, Operand addend)
    {
        TakeIn(sum);
        addend.Readers.Remove(sum);
        addend.Readers.Add(this);
        Inputs.Add(addend);
    }

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output)
    {
        BatchNormWeights bound = NormWeights with { GammaGradient = emission.Bind(NormWeights.Gamma), BetaGradient = emission.Bind(NormWeights.Beta) };
        Value? addend = HasAddend ? inputs[1] : null;
        if (!usesBatch)
        {
            return new AffineStep(bound, Layer.Epsilon, inputs[0], output, addend, Relu);
        }

        BatchNormStep step = new(Layer, bound, inputs[0], output, addend, Relu, emission.Arena);
        if (Inputs[0].SoleReader is not null && emission.StepOf(Inputs[0].Source) is ConvStep { CanNormalizeGradient: true } before && emission.IsUntouchedSince(before, output.Gradient))
        {
            (step.LeavesGradient, before.OutputNormalization) = (true, step);
        }

        return step;
    }

    public override string ToString() => $"{(usesBatch ? "batch normalisation" : "scale and offset")}{(HasAddend ? " + sum" : "")}{(Relu ? " + ReLU" : "")}";
}
