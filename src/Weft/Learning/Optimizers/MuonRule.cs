using System.Numerics.Tensors;

using Weft.Kernels;

namespace Weft;

/// <summary>The arithmetic of <see cref="Muon"/>: matrices as a whole, other weights by Adam's formula.</summary>
internal sealed class MuonRule(Muon muon) : UpdateRule
{
    private AdamFormula _adam;
    private double _rate;

    public override void Begin(long step, double learningRate)
    {
        _rate = learningRate;
        double correction = Math.Sqrt(1 - Math.Pow(muon.AdamBeta2, step)) / (1 - Math.Pow(muon.AdamBeta1, step));
        double rate = learningRate * muon.AdamLrRatio * correction;
        _adam = new AdamFormula((float)rate, (float)(1 - muon.AdamBeta1), (float)(1 - muon.AdamBeta2), (float)muon.Epsilon);
    }

    public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, SlotStretch slots) =>
        OptimizerKernels.Run(_adam, weights, gradients, slots[0], slots[1]);

    public override WholeUpdate? Whole(Variable variable) =>
        muon.IsMatrix(variable) ? new Orthogonalized(this, muon, variable.Shape) : null;

    /// <summary>One matrix and the memory its iteration takes.</summary>
    private sealed class Orthogonalized : WholeUpdate
    {
        private readonly MuonRule _rule;
        private readonly Muon _muon;
        private readonly int _rows;
        private readonly int _columns;
        private readonly MatrixProduct _gram;
        private readonly MatrixProduct _square;
        private readonly MatrixProduct _step;
        private readonly float[] _x;
        private readonly float[] _next;
        private readonly float[] _a;
        private readonly float[] _b;

        public Orthogonalized(MuonRule rule, Muon muon, Shape shape)
        {
            (_rule, _muon, _rows, _columns) = (rule, muon, shape[0], shape[1]);
            (int few, int many) = (Math.Min(_rows, _columns), Math.Max(_rows, _columns));
            _gram = new MatrixProduct(few, many, few);
            _square = new MatrixProduct(few, few, few);
            _step = new MatrixProduct(few, few, many);
            (_x, _next) = (new float[shape.Size], new float[shape.Size]);
            (_a, _b) = (new float[few * few], new float[few * few]);
        }

        public override void Apply(Span<float> weights, Span<float> gradients, ReadOnlySpan<float[]> slots)
        {
            Span<float> momentum = slots[0];
            TensorPrimitives.MultiplyAdd(momentum, (float)_muon.Momentum, gradients, momentum);
            if (_muon.Nesterov)
            {
                TensorPrimitives.MultiplyAdd(momentum, (float)_muon.Momentum, gradients, gradients);
            }
            else
            {
                momentum.CopyTo(gradients);
            }

            // The iteration multiplies from the side of the shorter extent.
            if (_rows > _columns)
            {
                Transpose.Matrix(gradients, _rows, _columns, _columns, _x, _rows);
            }
            else
            {
                gradients.CopyTo(_x);
            }

            Orthogonalize();
            if (_rows > _columns)
            {
                Transpose.Matrix(_x, _columns, _rows, _rows, gradients, _columns);
            }
            else
            {
                _x.CopyTo(gradients);
            }

            double scale = _muon.RmsRate is { } rms ? Math.Sqrt(Math.Max(_rows, _columns)) * rms : 1;
            TensorPrimitives.MultiplyAdd(gradients, (float)(-_rule._rate * scale), weights, weights);
        }

        private void Orthogonalize()
        {
            TensorPrimitives.Divide(_x, (float)(Math.Sqrt(WholeSums.Squares(_x)) + 1e-7), _x);
            for (int step = 0; step < _muon.NsSteps; step++)
            {
                _gram.TimesTransposed(_x, _x, _a);
                _square.Times(_a, _a, _b);
                TensorPrimitives.Multiply(_b, (float)_muon.MuonC, _b);
                TensorPrimitives.MultiplyAdd(_a, (float)_muon.MuonB, _b, _b);
                _step.Times(_b, _x, _next);
                TensorPrimitives.MultiplyAdd(_x, (float)_muon.MuonA, _next, _x);
            }
        }
    }
}
