using Weft.Initializers;
using Weft.Layers;

namespace Weft.Tests.Graph;

/// <summary>A graph grown by decisions: branches, merges, gates, shared layers, models inside, frozen parts.</summary>
/// <param name="decisions">Numbers that say what is done next; they are used in turn.</param>
internal sealed class RandomGraph(int[] decisions)
{
    private readonly List<Node> _images = [];
    private readonly List<(Layer Layer, int Channels)> _used = [];
    private Model? _inner;
    private int _next;

    /// <summary>The model.</summary>
    public Model Build(int seed)
    {
        Node input = new Input([4 + Take(5), 4 + Take(5), 1 + Take(4)]);
        _images.Add(input);
        for (int i = 0, count = 2 + Take(9); i < count; i++)
        {
            try
            {
                _images.Add(Grow());
            }
            catch (ShapeException)
            {
                // It does not fit where it stands.
            }
        }

        // Who is read by nobody goes to the end.
        Node[] ends = [.. _images.Where(node => !_images.Exists(other => other.Call.Inputs.Contains(node)))];
        Node[] vectors = [.. ends.Select(End)];
        Node all = vectors.Length == 1 ? vectors[0] : new Concatenate().Call(vectors);
        return new Model(input, all.Then(new Dense(4, Activation.Softmax) { BiasInitializer = new HeUniform() }), seed);
    }

    private int Take(int count) => decisions[_next++ % decisions.Length] / (1 + (_next / decisions.Length)) % count;

    private T Choose<T>(params IReadOnlyList<T> choices) => choices[Take(choices.Count)];

    private Node Image() => _images[^(1 + Take(Math.Min(4, _images.Count)))];

    private Node Grow()
    {
        Node x = Image();
        switch (Take(16))
        {
            case 0 or 1 or 2:
                return x.Then(Remember(Frozen(Conv(1 + Take(6), x)), x));
            case 3 or 4:
                return x.Then(Frozen(Norm()));
            case 5:
                return x.Then(Conv(4, x, bias: false), Norm(), new ReLU());
            case 6:
                return x.Then(Choose<Layer>(new ReLU(), new ActivationLayer(Activation.Tanh), new ActivationLayer(Activation.Silu), new Dropout(0), new LayerScale(0.7, x.Shape[2]), new Rescaling(0.7, 0.1)));
            case 7:
                return x.Then(Choose<Layer>(new MaxPooling2D(2), new AveragePooling2D(2, 1, Padding.Same), new MaxPooling2D(3, 2, Padding.Same)));
            case 8:
                return x.Then(Choose<Layer>(
                    new DepthwiseConv2D(3, padding: Padding.Same), new SeparableConv2D(3, 3, padding: Padding.Same), new Conv2D(4, 3, padding: Padding.Same) { DilationRate = 2 }));
            case 9:
                return Block(x);
            case 10 or 11:
                return Merge(x);
            case 12:
                return x * x.Then(new GlobalAveragePooling2D(keepDims: true), new Conv2D(x.Shape[2], 1, Activation.Sigmoid));
            case 13:
                return _used.FindLast(used => used.Channels == x.Shape[2]).Layer is { } shared ? x.Then(shared) : x.Then(Norm());
            case 14:
                return Inner(x);
            default:
                return x.Then(new Reshape(x.Shape.Size), new Reshape([.. x.Shape]));
        }
    }

    private Node Block(Node x) => x.Then(Take(4) switch
    {
        0 => new Residual(Activation.Relu) { Conv(x.Shape[2], x, bias: false), Norm() },
        1 => new Residual(shortcut: [Conv(3, x), Norm()]) { Norm(center: false, scale: false), Conv(3, x) },
        2 => new Residual(Activation.Relu) { Norm(), new ReLU(), Conv(5, x), new Residual { Conv(5, x), Norm() } },
        _ => new Residual(Activation.Tanh) { Conv(x.Shape[2], x) } with { Trainable = Take(3) > 0 },
    });

    // Values of one shape are few: what differs in channels alone is brought to one number of them.
    private Node Merge(Node x)
    {
        if (Take(8) == 0)
        {
            return Attend(x);
        }

        Node[] fitting = [.. _images.Where(node => node != x && node.Shape[0] == x.Shape[0] && node.Shape[1] == x.Shape[1])];
        Node y = fitting.Length == 0 ? x : Choose<Node>(fitting);
        if (Take(3) == 0)
        {
            return Take(2) == 0 ? new Concatenate().Call(x, y) : new Concatenate(1 + Take(2)).Call(x, Like(y, x), x);
        }

        y = Like(y, x);
        MergeLayer merge = Choose<MergeLayer>(new Add(), new Add(), new Multiply(), new Average(), new Maximum(), new Minimum(), new Subtract(), new CustomScaleLayer(0.3));
        Node[] inputs = merge is Subtract or CustomScaleLayer or Maximum or Minimum || Take(2) == 0 ? [x, y] : [x, y, Like(Image(), x)];
        return Array.Exists(inputs, input => input.Shape != x.Shape) || (merge is Maximum or Minimum && x == y) ? new Add().Call(x, y) : merge.Call(inputs);
    }

    // Channels by channels over all pixels, and every pixel by that: small numbers stay small, for the first product is of unit vectors.
    private static Node Attend(Node x)
    {
        Node pixels = x.Then(new Reshape(-1, x.Shape[2]));
        Node alike = new Dot(1, normalize: true).Call(pixels, pixels);
        MergeLayer product = x.Shape[0] % 2 == 0 ? new Dot((2, 1)) : new ProductOperation();
        return product.Call(pixels, alike).Then(new Reshape([.. x.Shape]));
    }

    private static Node Like(Node y, Node x) => y.Shape == x.Shape || y.Shape[0] != x.Shape[0] || y.Shape[1] != x.Shape[1] ? y : y.Then(new Conv2D(x.Shape[2], 1));

    // The same model may be called again: its weights are shared.
    private Node Inner(Node x)
    {
        if (_inner is null || _inner.InputShape != x.Shape)
        {
            Node input = new Input(x.Shape);
            Node y = input.Then(new Conv2D(x.Shape[2], 3, padding: Padding.Same, useBias: false), Norm(), new ReLU());
            _inner = new Model(input, Take(2) == 0 ? y : y + input, seed: 3, name: $"inner_{_next}");
            _inner.Trainable = Take(4) > 0;
        }

        return x.Then(_inner);
    }

    private Node End(Node x) => Take(3) switch
    {
        0 => x.Then(new Flatten(), new Dense(3, Activation.Tanh)),
        1 => x.Then(new GlobalMaxPooling2D()),
        _ => x.Then(new GlobalAveragePooling2D()),
    };

    private Layer Remember(Layer layer, Node x)
    {
        _used.Add((layer, x.Shape[2]));
        return layer;
    }

    private Layer Frozen(Layer layer) => Take(5) == 0 ? layer with { Trainable = false } : layer;

    private Conv2D Conv(int filters, Node x, bool bias = true) => new(
        filters, Math.Min(1 + Take(3), Math.Min(x.Shape[0], x.Shape[1])), Choose(Activation.Linear, Activation.Relu, Activation.Linear, Activation.Tanh), padding: Padding.Same, useBias: bias)
    {
        BiasInitializer = new HeUniform(),
        KernelRegularizer = Take(6) == 0 ? new Regularizers.L2(0.01) : null,
    };

    private static BatchNormalization Norm(bool center = true, bool scale = true) => Layers.NormalizationCases.Norm(center, scale);
}
