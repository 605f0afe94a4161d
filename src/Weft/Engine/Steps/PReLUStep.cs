using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A rectifier with learned slopes: <c>y = x &gt; 0 ? x : alpha x</c>, <c>dalpha = sum of dy x where x &lt;= 0</c>.</summary>
internal sealed class PReLUStep : Step
{
    private readonly Weight _alpha;
    private readonly Parameter? _gradient;
    private readonly SharedRows _rows;

    public PReLUStep(Weight alpha, Parameter? gradient, Value input, Value output)
        : base(input, output)
    {
        (_alpha, _gradient) = (alpha, gradient);
        _rows = new SharedRows(input.Shape, alpha.Shape);
    }

    public override void Forward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input), alpha = _alpha.Span;
        Span<float> y = pass.Data(Output);
        for (int at = 0; at < x.Length; at += _rows.Length)
        {
            PReLUKernels.Forward(x.Slice(at, _rows.Length), alpha.Slice(_rows.Place(at), _rows.Numbers), y.Slice(at, _rows.Length));
        }
    }

    public override void Backward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input), dy = pass.Gradient(Output), alpha = _alpha.Span;
        Span<float> dAlpha = _gradient is null ? [] : pass.Gradient(_gradient), dx = Input.HasGradient ? pass.Gradient(Input) : [];
        if (!pass.Accumulate)
        {
            dAlpha.Clear();
        }

        for (int at = 0; at < x.Length; at += _rows.Length)
        {
            Span<float> dSlopes = dAlpha.IsEmpty ? [] : dAlpha.Slice(_rows.Place(at), _rows.Numbers), dRow = dx.IsEmpty ? [] : dx.Slice(at, _rows.Length);
            PReLUKernels.Backward(x.Slice(at, _rows.Length), dy.Slice(at, _rows.Length), alpha.Slice(_rows.Place(at), _rows.Numbers), dSlopes, dRow);
        }
    }
}
