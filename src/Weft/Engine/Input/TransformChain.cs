using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Transforms of a sample one after another, in a worker's own small memory.</summary>
internal sealed class TransformChain
{
    private readonly SampleTransform[] _transforms;
    private readonly Slab[] _between;

    private TransformChain(List<SampleTransform> transforms, Shape output, ArenaLayout arena)
    {
        _transforms = [.. transforms];
        Output = output;
        _between = new Slab[Math.Max(transforms.Count - 1, 0)];
        for (int i = 0; i < _between.Length; i++)
        {
            _between[i] = arena.Floats(transforms[i].Output.Size);
        }
    }

    /// <summary>Whether samples stay as they are.</summary>
    public bool IsEmpty => _transforms.Length == 0;

    /// <summary>The shape of what comes out.</summary>
    public Shape Output { get; }

    /// <summary>The chain of some layers: those that change pictures, and rescalings between them.</summary>
    /// <param name="layers">The layers in order, each with the key of its random numbers; none that stands for others.</param>
    /// <param name="input">The shape of a sample.</param>
    /// <param name="training">Whether random layers act; otherwise a crop takes the middle and the others nothing.</param>
    /// <param name="arena">Where scratch memory comes from.</param>
    public static TransformChain Create(IReadOnlyList<KeyedLayer> layers, Shape input, bool training, ArenaLayout arena)
    {
        List<SampleTransform> transforms = [];
        Shape shape = input;
        for (int i = 0; i < layers.Count;)
        {
            List<(RandomLayer, ulong)> geometric = training ? Geometric(layers, i, out Sampling sampling) : NoGeometry(out sampling);
            if (geometric.Count > 0)
            {
                transforms.Add(new GeometricTransform(geometric, sampling, shape, arena));
                i += geometric.Count;
                continue;
            }

            (Layer layer, ulong key) = layers[i++];
            if (TransformRules.Of(layer, key, shape, training, arena) is { } transform)
            {
                transforms.Add(transform);
            }

            shape = layer.OutputShape(shape);
        }

        return new TransformChain(transforms, shape, arena);
    }

    public void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < _transforms.Length; i++)
        {
            Span<float> next = i == _transforms.Length - 1 ? y : draw.Work[_between[i]];
            _transforms[i].Apply(draw, x, next);
            x = next;
        }
    }

    private static List<(RandomLayer Layer, ulong Key)> NoGeometry(out Sampling sampling)
    {
        sampling = default;
        return [];
    }

    // From a layer on, those that one map can stand for: flips, and others that agree on what lies between and outside pixels.
    private static List<(RandomLayer Layer, ulong Key)> Geometric(IReadOnlyList<KeyedLayer> layers, int start, out Sampling sampling)
    {
        List<(RandomLayer, ulong)> group = [];
        Sampling? common = null;
        for (int i = start; i < layers.Count && layers[i].Layer is RandomLayer random and (RandomFlip or RandomResampling); i++)
        {
            Sampling? own = GeometricTransform.SamplingOf(random);
            if (common is not null && own is not null && common != own)
            {
                break;
            }

            common ??= own;
            group.Add((random, layers[i].Key));
        }

        sampling = common ?? default;
        return group;
    }
}

/// <summary>A layer that changes samples, with the key of its random numbers.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Key">The key.</param>
internal sealed record KeyedLayer(Layer Layer, ulong Key);
