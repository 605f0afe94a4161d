using Weft.Kernels;

namespace Weft.Engine;

/// <summary>What a convolution by Winograd's tiles walks by and works in, whichever way it goes: the tables of a group's tiles, and scratch memory for a chunk of them.</summary>
internal sealed class WinogradLayout
{
    private readonly ConvStep _step;
    private readonly int _channels;
    private readonly int _filters;

    public WinogradLayout(ConvStep step, int output, PlanMemory memory)
    {
        (_step, _channels, _filters) = (step, step.Geometry.Channels, step.Geometry.Filters);
        Tiles = new WinogradTiles(step.Geometry, step.Pool, output);
        Chunk = Tiles.Chunk(memory.Group);
        IsFar = memory.IsFar;
        Inputs = Tiles.Inputs(memory.Group);
        Outputs = Tiles.Outputs(memory.Group);
        Pool = Tiles.Tables(memory.Group);
        ChannelRows = Tables.Multiples(Chunk, _channels);
        FilterRows = Tables.Multiples(Chunk, _filters);
        ChannelTaps = Tables.Multiples(_channels, 1);
        Input = memory.Arena.Scratch(Tiles.Frequencies * InputPlane);
        Output = memory.Arena.Scratch(Tiles.Frequencies * OutputPlane);
        Strips = Pool is null ? default : memory.Arena.Scratch(Tiles.StripFloats(memory.Group));
    }

    public WinogradTiles Tiles { get; }

    /// <summary>Tiles that are taken at a time.</summary>
    public int Chunk { get; }

    /// <summary>Whether images lie beyond the second-level cache.</summary>
    public bool IsFar { get; }

    /// <summary>Every tile's inputs in the group's images.</summary>
    public TileFrame[] Inputs { get; }

    /// <summary>Every tile's outputs in the group's images or, with a pooling, in a chunk's strips.</summary>
    public TileFrame[] Outputs { get; }

    /// <summary>The pooling's cells; null without one.</summary>
    public PoolTables? Pool { get; }

    /// <summary>Where a chunk's tiles begin in a frequency of the inputs.</summary>
    public int[] ChannelRows { get; }

    /// <summary>Where they begin in a frequency of the outputs.</summary>
    public int[] FilterRows { get; }

    public int[] ChannelTaps { get; }

    /// <summary>Frequencies of a chunk's inputs.</summary>
    public Slab Input { get; }

    /// <summary>Frequencies of a chunk's outputs.</summary>
    public Slab Output { get; }

    /// <summary>A chunk's outputs on their way to a pooling, or back from it.</summary>
    public Slab Strips { get; }

    /// <summary>From one frequency of the inputs to the next.</summary>
    public int InputPlane => AlignedFloats.Pitch(Chunk * _channels);

    /// <summary>From one frequency of the outputs to the next.</summary>
    public int OutputPlane => AlignedFloats.Pitch(Chunk * _filters);

    /// <summary>The inputs of some tiles to frequencies, normalised on the way where the step is asked to.</summary>
    /// <param name="pass">The group.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="frequencies">Where the first tile's go.</param>
    /// <param name="plane">From one frequency to the next.</param>
    public void TransformInput(Pass pass, int first, int count, Span<float> frequencies, int plane) => WinogradTransform.Input(
        Tiles.Output, pass.Data(_step.Source), Inputs.AsSpan(first, count), _step.Geometry.Width * _channels, _channels, frequencies, plane, IsFar, _step.InputNormalization is { } norm ? norm.Normalization : default);
}
