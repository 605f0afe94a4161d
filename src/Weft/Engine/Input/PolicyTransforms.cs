using System.Numerics.Tensors;

using Weft.Layers;

namespace Weft.Engine;

/// <summary>The operations that a policy draws from. All share the policy's key; what tells their draws apart is when they are
/// applied.</summary>
internal sealed class PolicyOperations
{
    private readonly SampleTransform[][] _operations;

    public PolicyOperations(IReadOnlyList<Layer[]> operations, ulong key, Shape shape, ArenaLayout arena) =>
        _operations = [.. operations.Select(layers => layers.Select(layer => TransformRules.Training(layer, key, shape, arena)).ToArray())];

    public int Count => _operations.Length;

    /// <summary>Applies one operation.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="draw">What keys the sample's numbers.</param>
    /// <param name="place">How many operations the sample has been through.</param>
    /// <param name="random">Chooses among several transforms.</param>
    /// <param name="x">The picture.</param>
    /// <param name="y">The result, in other memory.</param>
    public void Apply(int operation, in SampleDraw draw, int place, ref Generator random, ReadOnlySpan<float> x, Span<float> y)
    {
        SampleTransform[] ways = _operations[operation];
        ways[ways.Length == 1 ? 0 : random.NextInt(ways.Length)].Apply(draw with { Part = 1 + place }, x, y);
    }
}

/// <summary>Several operations one after another, drawn per sample.</summary>
internal sealed class RandAugmentTransform(RandAugment layer, ulong key, Shape shape, ArenaLayout arena) : SampleTransform(shape)
{
    private readonly PolicyOperations _operations = new(layer.Operations(withColors: true), key, shape, arena);
    private readonly Slab _between = arena.Floats(shape.Size);

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        Span<float> between = draw.Work[_between];
        for (int i = 0; i < layer.NumOps; i++)
        {
            // The last one ends in the result, and they take turns.
            Span<float> next = (layer.NumOps - i) % 2 == 1 ? y : between;
            _operations.Apply(random.NextInt(_operations.Count), draw, i, ref random, x, next);
            x = next;
        }
    }
}

/// <summary>A picture mixed with several changed ones, drawn per sample.</summary>
internal sealed class AugMixTransform(AugMix layer, ulong key, Shape shape, ArenaLayout arena) : SampleTransform(shape)
{
    private readonly PolicyOperations _operations = new(layer.Operations(layer.AllOps), key, shape, arena);
    private readonly Slab _weights = arena.Floats(layer.NumChains);
    private readonly Slab _first = arena.Floats(shape.Size);
    private readonly Slab _second = arena.Floats(shape.Size);

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        Span<float> weights = draw.Work[_weights];
        random.NextDirichlet(layer.Alpha, weights);
        float own = (float)random.NextBeta(layer.Alpha, layer.Alpha);
        TensorPrimitives.Multiply(x, own, y);
        for (int chain = 0; chain < weights.Length; chain++)
        {
            ReadOnlySpan<float> changed = Chain(draw, chain, ref random, x);
            TensorPrimitives.MultiplyAdd(changed, (1 - own) * weights[chain], y, y);
        }

        TensorPrimitives.Clamp(y, (float)layer.ValueRange.Low, (float)layer.ValueRange.High, y);
    }

    private ReadOnlySpan<float> Chain(in SampleDraw draw, int chain, ref Generator random, ReadOnlySpan<float> x)
    {
        Span<float> next = draw.Work[_first], other = draw.Work[_second];
        for (int i = 0; i < layer.ChainDepth; i++)
        {
            // One choice more than there are operations is to do nothing.
            int operation = random.NextInt(_operations.Count + 1);
            if (operation < _operations.Count)
            {
                _operations.Apply(operation, draw, (chain * layer.ChainDepth) + i, ref random, x, next);
                x = next;
                Span<float> free = other;
                other = next;
                next = free;
            }
        }

        return x;
    }
}
