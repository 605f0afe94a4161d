using Weft.Layers;

namespace Weft;

/// <summary>A model used as a layer. Its weights are the model's own.</summary>
/// <param name="Graph">What the model is made of.</param>
internal sealed record NestedModel(ModelGraph Graph) : Layer
{
    public override string KerasName => Graph.IsSequential ? "Sequential" : "Functional";

    public override Shape OutputShape(Shape input) => OutputShapes([input])[0];

    /// <summary>The shapes of the model's outputs.</summary>
    /// <exception cref="ShapeException">The model takes other inputs.</exception>
    public Shape[] OutputShapes(IReadOnlyList<Shape> inputs)
    {
        string Listed(IEnumerable<Shape> shapes) => string.Join(" and ", shapes.Select(shape => shape.ToBatchString()));
        return inputs.SequenceEqual(Graph.Inputs.Select(input => input.Shape))
            ? [.. Graph.Outputs.Select(output => output.Shape)]
            : throw new ShapeException($"Model '{Graph.Name}': expected input {Listed(Graph.Inputs.Select(input => input.Shape))}, got {Listed(inputs)}. Give it what it was made for.");
    }
}
