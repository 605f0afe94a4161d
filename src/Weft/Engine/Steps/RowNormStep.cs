using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Normalisation of rows that stand alone, then scaled and shifted value by value: <c>y = xhat gamma + beta</c>. Kept is what the way back needs: xhat, and two numbers of each row.</summary>
internal sealed class RowNormStep : Step
{
    private readonly RowNormalization _kind;
    private readonly double _epsilon;
    private readonly AxisRows _rows;
    private readonly Weight? _gamma;
    private readonly Weight? _beta;
    private readonly Parameter? _gammaGradient;
    private readonly Parameter? _betaGradient;
    private readonly Slab _normalized;
    private readonly Slab _moments;
    private readonly Slab _row;

    /// <param name="kind">What a row is normalised by.</param>
    /// <param name="epsilon">Added to the variance or the mean square.</param>
    /// <param name="rows">The rows of a sample.</param>
    /// <param name="weights">Scale and offset; null for none.</param>
    /// <param name="gradients">Where their gradients go; null for none.</param>
    /// <param name="input">What is normalised.</param>
    /// <param name="output">The result.</param>
    /// <param name="memory">The plan's memory.</param>
    public RowNormStep(
        RowNormalization kind, double epsilon, AxisRows rows, (Weight? Gamma, Weight? Beta) weights, (Parameter? Gamma, Parameter? Beta) gradients, Value input, Value output, PlanMemory memory)
        : base(input, output)
    {
        (_kind, _epsilon, _rows) = (kind, epsilon, rows);
        (_gamma, _beta) = weights;
        (_gammaGradient, _betaGradient) = gradients;
        _normalized = memory.Arena.Floats(memory.Group * input.Size);
        _moments = memory.Arena.Floats(2 * memory.Group * rows.Count);
        _row = memory.Arena.Floats(3 * rows.Length);
    }

    public override void Forward(Pass pass)
    {
        Span<float> normalized = pass.Work[_normalized], moments = pass.Work[_moments], memory = pass.Work[_row];
        ReadOnlySpan<float> gamma = _gamma is null ? [] : _gamma.Span, beta = _beta is null ? [] : _beta.Span;
        for (int at = 0, row = 0; at < pass.Count * Input.Size; at += Input.Size)
        {
            ReadOnlySpan<float> sample = pass.Data(Input).Slice(at, Input.Size);
            Span<float> result = pass.Data(Output).Slice(at, Input.Size);
            for (int r = 0; r < _rows.Count; r++, row++)
            {
                ReadOnlySpan<float> x = _rows.Take(sample, r, memory);
                Span<float> hat = normalized.Slice(row * _rows.Length, _rows.Length), y = _rows.Target(result, r, memory);
                (moments[2 * row], moments[(2 * row) + 1]) = RowNormKernels.Normalize(_kind, _epsilon, x, hat);
                RowNormKernels.Scale(hat, gamma, beta, y);
                _rows.Put(y, result, r);
            }
        }
    }

    public override void Backward(Pass pass)
    {
        ReadOnlySpan<float> normalized = pass.Work[_normalized], moments = pass.Work[_moments], gamma = _gamma is null ? [] : _gamma.Span;
        Span<float> dGamma = Begin(pass, _gammaGradient), dBeta = Begin(pass, _betaGradient), memory = pass.Work[_row];
        Span<float> g = memory.Slice(2 * _rows.Length, _rows.Length);
        for (int at = 0, row = 0; at < pass.Count * Input.Size; at += Input.Size)
        {
            ReadOnlySpan<float> sample = pass.Gradient(Output).Slice(at, Input.Size);
            Span<float> target = Input.HasGradient ? pass.Gradient(Input).Slice(at, Input.Size) : [];
            for (int r = 0; r < _rows.Count; r++, row++)
            {
                ReadOnlySpan<float> dy = _rows.Take(sample, r, memory), hat = normalized.Slice(row * _rows.Length, _rows.Length);
                RowNormKernels.AddWeightGradients(dy, hat, dGamma, dBeta);
                if (!target.IsEmpty)
                {
                    Span<float> dx = _rows.Target(target, r, memory[_rows.Length..]);
                    RowNormKernels.Gradient(_kind, dy, hat, gamma, (moments[2 * row], moments[(2 * row) + 1]), g, dx);
                    _rows.Put(dx, target, r);
                }
            }
        }
    }

    private static Span<float> Begin(Pass pass, Parameter? parameter)
    {
        Span<float> gradient = parameter is null ? [] : pass.Gradient(parameter);
        if (!pass.Accumulate)
        {
            gradient.Clear();
        }

        return gradient;
    }
}
