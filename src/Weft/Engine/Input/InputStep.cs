using System.Numerics.Tensors;

using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Copies a group's samples from the data set into the plan, scaling pixels on the way, and changing them as the random layers at the model's beginning say.</summary>
internal sealed class InputStep : Step
{
    private readonly TransformChain _chain;
    private readonly Mixer? _mixer;
    private readonly Slab _raw;
    private readonly Slab _partner;

    /// <param name="sample">The shape of the data set's samples.</param>
    /// <param name="chain">What is done to each of them.</param>
    /// <param name="mixer">Mixes samples of a batch; null where each stays by itself.</param>
    /// <param name="output">Where they go.</param>
    /// <param name="arena">Where scratch memory comes from.</param>
    public InputStep(Shape sample, TransformChain chain, Mixer? mixer, Value output, ArenaLayout arena)
        : base(output, output)
    {
        _chain = chain;
        _mixer = mixer;
        _raw = chain.IsEmpty ? default : arena.Floats(sample.Size);
        _partner = mixer is null ? default : arena.Floats(output.Size);
    }

    public override void Forward(Pass pass)
    {
        Batch batch = pass.Batch!;
        Span<float> samples = pass.Data(Output);
        for (int i = 0; i < pass.Count; i++)
        {
            Span<float> sample = samples.Slice(i * Output.Size, Output.Size);
            int place = pass.First + i;
            Read(pass, place, sample);
            if (_mixer?.Draw(batch.Step, batch.Count, place) is { IsMixed: true } mix)
            {
                Span<float> partner = pass.Work[_partner];
                Read(pass, mix.Partner, partner);
                _mixer.Apply(mix, sample, partner);
            }
        }
    }

    /// <summary>Puts in a single sample that belongs to no data set, its pixels scaled already.</summary>
    public void Put(Pass pass, ReadOnlySpan<float> sample)
    {
        if (_chain.IsEmpty)
        {
            sample.CopyTo(pass.Data(Output));
        }
        else
        {
            _chain.Apply(new SampleDraw(pass.Work, pass.Batch!.Step, pass.First), sample, pass.Data(Output));
        }
    }

    public override void Backward(Pass pass)
    {
    }

    // The sample at a place of the batch, whichever group is at work: its draw depends on the place alone.
    private void Read(Pass pass, int place, Span<float> destination)
    {
        Batch batch = pass.Batch!;
        int index = batch.Indices.Span[place];
        if (_chain.IsEmpty)
        {
            Load(batch, index, destination);
            return;
        }

        Span<float> raw = pass.Work[_raw];
        Load(batch, index, raw);
        _chain.Apply(new SampleDraw(pass.Work, batch.Step, place), raw, destination);
    }

    private static void Load(Batch batch, int index, Span<float> sample)
    {
        ReadOnlySpan<byte> pixels = batch.Data.BytesOf(index);
        if (pixels.IsEmpty)
        {
            batch.Data.Read(index, sample, batch.Pixels.Scale);
        }
        else
        {
            Elementwise.Scale(pixels, batch.Pixels.Scale, sample);
        }

        if (batch.Pixels.Offset != 0 && batch.Data.HoldsBytes)
        {
            TensorPrimitives.Add(sample, batch.Pixels.Offset, sample);
        }
    }
}
