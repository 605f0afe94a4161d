using System.Collections;

namespace Weft.Layers;

/// <summary>A residual block: <c>y = act(body(x) + shortcut(x))</c>, a layer that contains layers.</summary>
/// <remarks>
/// The shortcut is x itself where the body keeps its shape, and otherwise a projection: a 1x1 convolution with the body's stride (a <see cref="Dense"/> for vectors).
/// Layers of one's own may take its place, such as a projection with batch normalisation. Written with a collection initializer:
/// <code>new Residual(Activation.Relu) { new Conv2D(32, 3, padding: Padding.Same), new BatchNormalization() }</code>
/// In a file it is the functional graph that Keras knows: the layers and an <c>Add</c>. He et al. 2015.
/// </remarks>
public sealed record Residual : Layer, IEnumerable<Layer>
{
    private Layer[] _body = [];

    /// <summary>A block without layers yet.</summary>
    /// <param name="activation">Applied to the sum; null is linear.</param>
    /// <param name="shortcut">The layers of the shortcut; null is x itself, or a projection where shapes differ.</param>
    public Residual(Activation? activation = null, IReadOnlyList<Layer>? shortcut = null)
    {
        Activation = activation ?? Activation.Linear;
        Shortcut = shortcut ?? [];
    }

    /// <summary>Applied to the sum.</summary>
    public Activation Activation { get; init; }

    internal override Activation LastActivation => Activation;

    /// <summary>The layers of the body, one after another.</summary>
    public IReadOnlyList<Layer> Body => _body;

    /// <summary>The layers of the shortcut as they were given; none for x itself or a projection.</summary>
    public IReadOnlyList<Layer> Shortcut
    {
        get;
        init => field = [.. value];
    }

    /// <summary>Adds a layer to the body.</summary>
    public void Add(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        _body = [.. _body, layer];
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Shape body = End(RequireBody(), input);
        Shape shortcut = End(ShortcutFor(input), input);
        return body == shortcut
            ? body
            : throw new ShapeException($"{Who}: expected body and shortcut to end in one shape, got {body.ToBatchString()} and {shortcut.ToBatchString()}. Change the strides or filters of one of them.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input) => [.. WeightsOf(Body, input), .. WeightsOf(ShortcutFor(input), input)];

    /// <inheritdoc/>
    public IEnumerator<Layer> GetEnumerator() => Body.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether two blocks are configured alike, layer by layer.</summary>
    public bool Equals(Residual? other) => other is not null && Name == other.Name && Trainable == other.Trainable
        && ActivityRegularizer == other.ActivityRegularizer && Activation == other.Activation && Body.SequenceEqual(other.Body) && Shortcut.SequenceEqual(other.Shortcut);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Trainable, Activation, Body.Count, Shortcut.Count);

    /// <summary>The shortcut's layers for this input: those given, or the projection that the shapes ask for.</summary>
    internal IReadOnlyList<Layer> ShortcutFor(Shape input)
    {
        if (Shortcut.Count > 0)
        {
            return Shortcut;
        }

        Shape output = End(RequireBody(), input);
        return output == input ? [] : [Projection(input, output)];
    }

    private Layer Projection(Shape input, Shape output)
    {
        if (input.Rank == 1 && output.Rank == 1)
        {
            return new Dense(output[0]);
        }

        if (input.Rank == 3 && output.Rank == 3)
        {
            Conv2D projection = new(output[2], 1, strides: ((input[0] + output[0] - 1) / output[0], (input[1] + output[1] - 1) / output[1]));
            if (projection.OutputShape(input) == output)
            {
                return projection;
            }
        }

        throw new ShapeException(
            $"{Who}: expected a body whose output a strided 1x1 convolution can reach, got {output.ToBatchString()} from {input.ToBatchString()}. Use Padding.Same in the body, or give the block a shortcut.");
    }

    private Layer[] RequireBody() => _body.Length > 0 ? _body : throw new ShapeException($"{Who}: expected layers in the block, got none. Add at least one.");

    private static Shape End(IEnumerable<Layer> layers, Shape input) => layers.Aggregate(input, (shape, layer) => layer.OutputShape(shape));

    private static IEnumerable<WeightSpec> WeightsOf(IEnumerable<Layer> layers, Shape input)
    {
        foreach (Layer layer in layers)
        {
            foreach (WeightSpec spec in layer.Weights(input))
            {
                yield return layer.Trainable ? spec : spec with { Trainable = false };
            }

            input = layer.OutputShape(input);
        }
    }
}
