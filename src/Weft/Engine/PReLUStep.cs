using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A rectifier with learned slopes: <c>y = x &gt; 0 ? x : alpha x</c>, <c>dalpha = sum of dy x where x &lt;= 0</c>.</summary>
/// <remarks>Values go through row by row: as many of the last axes as are all shared, or all not, are one.</remarks>
internal sealed class PReLUStep : Step
{
    private readonly Weight _alpha;
    private readonly Parameter? _gradient;
    private readonly int _row;
    private readonly int _slopes;
    private readonly int[] _places;

    public PReLUStep(Weight alpha, Parameter? gradient, Value input, Value output)
        : base(input, output)
    {
        (_alpha, _gradient) = (alpha, gradient);
        int[] extents = [.. input.Shape], slopes = [.. alpha.Shape];
        int last = Math.Max(Array.FindLastIndex(extents, extent => extent > 1), 0);
        bool isShared = slopes[last] < extents[last];
        int axis = extents.Length;
        for (_row = 1; axis > 0 && (extents[axis - 1] == 1 || slopes[axis - 1] < extents[axis - 1] == isShared); axis--)
        {
            _row *= extents[axis - 1];
        }

        _slopes = isShared ? 1 : _row;
        _places = Places(extents[..axis], slopes[..axis], _slopes);
    }

    public override void Forward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input), alpha = _alpha.Span;
        Span<float> y = pass.Data(Output);
        for (int at = 0; at < x.Length; at += _row)
        {
            PReLUKernels.Forward(x.Slice(at, _row), alpha.Slice(Place(at), _slopes), y.Slice(at, _row));
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

        for (int at = 0; at < x.Length; at += _row)
        {
            PReLUKernels.Backward(
                x.Slice(at, _row), dy.Slice(at, _row), alpha.Slice(Place(at), _slopes), dAlpha.IsEmpty ? [] : dAlpha.Slice(Place(at), _slopes), dx.IsEmpty ? [] : dx.Slice(at, _row));
        }
    }

    private int Place(int at) => _places[at / _row % _places.Length];

    // Where each row's slopes begin; an axis of extent 1 is shared.
    private static int[] Places(int[] input, int[] alpha, int slopes)
    {
        int[] places = new int[input.Aggregate(1, (product, extent) => product * extent)];
        for (int i = 0; i < places.Length; i++)
        {
            int rest = i, stride = slopes;
            for (int axis = input.Length - 1; axis >= 0; axis--)
            {
                places[i] += alpha[axis] == 1 ? 0 : rest % input[axis] * stride;
                stride *= alpha[axis];
                rest /= input[axis];
            }
        }

        return places;
    }
}
