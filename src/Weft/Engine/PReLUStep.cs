namespace Weft.Engine;

/// <summary>A rectifier with learned slopes: <c>y = x &gt; 0 ? x : alpha x</c>, <c>dalpha = sum of dy x where x &lt;= 0</c>.</summary>
internal sealed class PReLUStep : Step
{
    private readonly Weight _alpha;
    private readonly Parameter? _gradient;
    private readonly int[] _places;

    public PReLUStep(Weight alpha, Parameter? gradient, Value input, Value output)
        : base(input, output)
    {
        (_alpha, _gradient) = (alpha, gradient);
        _places = Places(input.Shape, alpha.Shape);
    }

    public override void Forward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input), alpha = _alpha.Span;
        Span<float> y = pass.Data(Output);
        for (int first = 0; first < x.Length; first += _places.Length)
        {
            for (int i = 0; i < _places.Length; i++)
            {
                float value = x[first + i];
                y[first + i] = value > 0 ? value : alpha[_places[i]] * value;
            }
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

        for (int first = 0; first < x.Length; first += _places.Length)
        {
            for (int i = 0; i < _places.Length; i++)
            {
                float value = x[first + i], d = dy[first + i];
                if (!dAlpha.IsEmpty && !(value > 0))
                {
                    dAlpha[_places[i]] += d * value;
                }

                if (!dx.IsEmpty)
                {
                    dx[first + i] = value > 0 ? d : alpha[_places[i]] * d;
                }
            }
        }
    }

    // Where the slope of each value lies; an axis of extent 1 is shared.
    private static int[] Places(Shape input, Shape alpha)
    {
        int[] places = new int[input.Size];
        for (int i = 0; i < places.Length; i++)
        {
            int rest = i, stride = 1;
            for (int axis = input.Rank - 1; axis >= 0; axis--)
            {
                places[i] += alpha[axis] == 1 ? 0 : rest % input[axis] * stride;
                stride *= alpha[axis];
                rest /= input[axis];
            }
        }

        return places;
    }
}
