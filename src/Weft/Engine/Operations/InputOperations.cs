using Weft.Layers;

namespace Weft.Engine.Operations;

/// <summary>Where samples come in: read, scaled, and changed as random layers at the model's beginning say.</summary>
/// <param name="shape">The shape of a sample.</param>
internal sealed class InputOperation(Shape shape) : Operation(shape)
{
    private readonly Shape _sample = shape;

    /// <summary>The layers that are computed while samples are read: all up to the last random one, where nothing but rescalings stands between.</summary>
    public List<KeyedLayer> Taken { get; } = [];

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) =>
        new InputStep(_sample, TransformChain.Create(Taken, _sample, emission.Options.Training, emission.Arena), emission.Mixer, output, emission.Arena);

    public override string ToString() => $"input{(Taken.Count == 0 ? "" : $" + {string.Join(" + ", Taken.Select(taken => taken.Layer.KerasName))}")}";
}

/// <summary>A change of samples, most at random.</summary>
internal sealed class RandomOperation(PictureLayer layer, ulong key, Operand input) : Operation(layer.OutputShape(input.Shape), input)
{
    public KeyedLayer Transform => new(layer, key);

    /// <summary>Whether it changes something where nothing is random.</summary>
    public bool ActsInPrediction => layer.ActsInPrediction;

    public override bool PassesGradient => false;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) =>
        new RandomStep(TransformChain.Create([Transform], inputs[0].Shape, emission.Options.Training, emission.Arena), inputs[0], output);

    public override string ToString() => layer.KerasName;
}

/// <summary>Scale and offset.</summary>
internal sealed class RescalingOperation(Rescaling layer, Operand input) : Operation(input.Shape, input)
{
    public Rescaling Layer { get; } = layer;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => new RescalingStep(new RescalingConstants(Layer), inputs[0], output);

    public override string ToString() => "scale and offset";
}

/// <summary>One of several inputs, whose samples come one behind another.</summary>
internal sealed class SliceOperation(Shape shape, int offset, Operand input) : Operation(shape, input)
{
    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => new SliceStep(offset, inputs[0], output);

    public override string ToString() => $"part from {offset}";
}

/// <summary>Hands out the gradient by an operand when all of it is there.</summary>
/// <param name="place">Which of the gradients that were asked for.</param>
/// <param name="input">The operand.</param>
internal sealed class TapOperation(int place, Operand input) : SideOperation(input)
{
    public int Place => place;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) =>
        new TapStep(place, emission.Arena.Floats(emission.Group * inputs[0].Size), inputs[0]);

    public override string ToString() => "gradient wanted";
}
