using System.Numerics.Tensors;

using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Where two values of one shape meet, with the ReLU behind: <c>y = act(a + b)</c>. The gradient by both is the output's: one of them may have its memory.</summary>
internal sealed class AddStep(Value input, Value branch, Value output, bool relu) : Step(input, output)
{
    public override IEnumerable<Value> Values => [Input, branch, Output];

    // A value that comes from another core's cache takes as long as this many multiply-adds.
    public override double Work => 64.0 * Output.Size;

    public override void Forward(Pass pass)
    {
        (int begin, int end) = pass.Part.Of(pass.Data(Output).Length);
        Span<float> y = pass.Data(Output)[begin..end];
        TensorPrimitives.Add(pass.Data(Input)[begin..end], pass.Data(branch)[begin..end], y);
        if (relu)
        {
            TensorPrimitives.Max(y, 0, y);
        }
    }

    public override void Backward(Pass pass)
    {
        Span<float> gradient = pass.Gradient(Output);
        if (relu)
        {
            Elementwise.MaskPositive(pass.Data(Output), gradient);
        }

        branch.Receive(pass, Output);
        Input.Receive(pass, Output);
    }
}

/// <summary>Values one behind another along an axis: blocks are copied, and gradients are taken apart again.</summary>
internal sealed class ConcatenateStep : Step
{
    private readonly Value[] _inputs;
    private readonly int[] _blocks;
    private readonly int _outer;

    /// <param name="axis">The axis, counted from 0 without the batch.</param>
    /// <param name="inputs">The values.</param>
    /// <param name="output">The result.</param>
    public ConcatenateStep(int axis, IReadOnlyList<Value> inputs, Value output)
        : base(inputs[0], output)
    {
        _inputs = [.. inputs];
        _blocks = [.. inputs.Select(input => input.Shape.Skip(axis).Aggregate(1, (size, extent) => size * extent))];
        _outer = output.Shape.Take(axis).Aggregate(1, (size, extent) => size * extent);
    }

    public override IEnumerable<Value> Values => [.. _inputs, Output];

    public override void Forward(Pass pass)
    {
        Span<float> y = pass.Data(Output);
        for (int k = 0, begin = 0; k < _inputs.Length; begin += _blocks[k++])
        {
            ReadOnlySpan<float> x = pass.Data(_inputs[k]);
            int block = _blocks[k], row = Output.Size / _outer;
            for (int i = 0; i < pass.Count * _outer; i++)
            {
                x.Slice(i * block, block).CopyTo(y[((i * row) + begin)..]);
            }
        }
    }

    public override void Backward(Pass pass)
    {
        ReadOnlySpan<float> dy = pass.Gradient(Output);
        int begin = Output.Size / _outer;
        for (int k = _inputs.Length - 1; k >= 0; k--)
        {
            begin -= _blocks[k];
            if (_inputs[k].HasGradient)
            {
                TakeOut(dy[begin..], pass.Count * _outer, _blocks[k], pass.Gradient(_inputs[k]), _inputs[k].AddsGradient);
            }
        }
    }

    private void TakeOut(ReadOnlySpan<float> dy, int rows, int block, Span<float> dx, bool adds)
    {
        int row = Output.Size / _outer;
        for (int i = 0; i < rows; i++)
        {
            if (adds)
            {
                Elementwise.Add(dy.Slice(i * row, block), dx.Slice(i * block, block));
            }
            else
            {
                dy.Slice(i * row, block).CopyTo(dx[(i * block)..]);
            }
        }
    }
}

/// <summary>A part of every sample.</summary>
internal sealed class SliceStep(int offset, Value input, Value output) : Step(input, output)
{
    public override void Forward(Pass pass)
    {
        for (int i = 0; i < pass.Count; i++)
        {
            pass.Data(Input).Slice((i * Input.Size) + offset, Output.Size).CopyTo(pass.Data(Output)[(i * Output.Size)..]);
        }
    }

    public override void Backward(Pass pass)
    {
        if (!Input.HasGradient)
        {
            return;
        }

        Span<float> dx = pass.Gradient(Input);
        dx.Clear();
        for (int i = 0; i < pass.Count; i++)
        {
            pass.Gradient(Output).Slice(i * Output.Size, Output.Size).CopyTo(dx[((i * Input.Size) + offset)..]);
        }
    }
}
