namespace Weft.Engine.Operations;

/// <summary>A piece of arithmetic between operands: what a model computes, without memory or order yet. Layers become operations, operations become steps.</summary>
internal abstract class Operation
{
    protected Operation(Shape shape, params IReadOnlyList<Operand> inputs)
    {
        Inputs = [.. inputs];
        Output = new Operand(shape, this);
        foreach (Operand input in inputs)
        {
            input.Readers.Add(this);
        }
    }

    /// <summary>What it reads.</summary>
    public List<Operand> Inputs { get; }

    /// <summary>What it computes.</summary>
    public Operand Output { get; private set; }

    /// <summary>The layers it stands for: more than one where it has taken others in.</summary>
    public List<BuiltLayer> Layers { get; } = [];

    /// <summary>The weights that have gradients here, where they are trained.</summary>
    public virtual IEnumerable<Weight> Weights => [];

    /// <summary>Whether it needs the whole batch before it can go on.</summary>
    public virtual bool NeedsBatch => false;

    /// <summary>Whether a gradient passes through it.</summary>
    public virtual bool PassesGradient => true;

    /// <summary>Whether the gradient by this input may have the memory of the output's: the way back turns the one into the other in place.</summary>
    public virtual bool CanShareGradient(int input) => false;

    /// <summary>Whether the way back can add to this input's gradient; otherwise it is stored apart and added then.</summary>
    public virtual bool AddsGradient(int input) => false;

    /// <summary>Makes the step.</summary>
    /// <param name="emission">Where memory comes from.</param>
    /// <param name="inputs">The values it reads.</param>
    /// <param name="output">The value it computes.</param>
    public abstract Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output);

    /// <summary>What it does, for people: <c>Convolution 3x3 + ReLU</c>.</summary>
    public abstract override string ToString();

    /// <summary>Takes in its only reader: what that computed is computed here now.</summary>
    public void TakeIn(Operation reader)
    {
        Output = reader.Output;
        Output.Source = this;
        Layers.AddRange(reader.Layers);
    }

    /// <summary>Reads another operand than before.</summary>
    public void Read(Operand old, Operand other)
    {
        int at = Inputs.IndexOf(old);
        Inputs[at] = other;
        old.Readers.Remove(this);
        other.Readers.Add(this);
    }
}
