using System.Numerics.Tensors;

namespace Weft.Engine;

/// <summary>The products of the rows of two values: <c>y[m, n] = sum_k a[m, k] b[n, k]</c>, sample by sample.</summary>
/// <remarks>Backward: <c>da[m] = sum_n dy[m, n] b[n]</c> and <c>db[n] = sum_m dy[m, n] a[m]</c>.</remarks>
internal sealed class RowProductStep(Value left, Value right, Value output) : Step(left, output)
{
    private readonly int _length = left.Shape[^1];
    private readonly int _rows = left.Size / left.Shape[^1];
    private readonly int _columns = right.Size / right.Shape[^1];

    public override IEnumerable<Value> Values => [Input, right, Output];

    public override void Forward(Pass pass)
    {
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> a = Of(pass.Data(Input), Input, i), b = Of(pass.Data(right), right, i);
            Span<float> y = Of(pass.Data(Output), Output, i);
            for (int m = 0; m < _rows; m++)
            {
                for (int n = 0; n < _columns; n++)
                {
                    y[(m * _columns) + n] = TensorPrimitives.Dot(a.Slice(m * _length, _length), b.Slice(n * _length, _length));
                }
            }
        }
    }

    public override void Backward(Pass pass)
    {
        Back(pass, right, Input, _columns, _rows, isLeft: false);
        Back(pass, Input, right, _rows, _columns, isLeft: true);
    }

    private void Back(Pass pass, Value value, Value other, int own, int others, bool isLeft)
    {
        if (!value.HasGradient)
        {
            return;
        }

        Span<float> gradient = pass.Gradient(value);
        if (!value.AddsGradient)
        {
            gradient.Clear();
        }

        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> dy = Of(pass.Gradient(Output), Output, i), with = Of(pass.Data(other), other, i);
            Span<float> d = Of(gradient, value, i);
            for (int row = 0; row < own; row++)
            {
                Span<float> to = d.Slice(row * _length, _length);
                for (int k = 0; k < others; k++)
                {
                    float factor = isLeft ? dy[(row * _columns) + k] : dy[(k * _columns) + row];
                    TensorPrimitives.MultiplyAdd(with.Slice(k * _length, _length), factor, to, to);
                }
            }
        }
    }

    private static Span<float> Of(Span<float> values, Value value, int sample) => values.Slice(sample * value.Size, value.Size);
}
