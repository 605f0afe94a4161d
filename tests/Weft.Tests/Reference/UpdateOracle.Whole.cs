using System.Text.RegularExpressions;

namespace Weft.Tests.Reference;

/// <content>The formulas that need sums over a whole weight: Lamb, Adafactor, Muon.</content>
internal abstract partial class UpdateOracle
{
    /// <summary>Whether a weight is a matrix that Muon itself trains.</summary>
    public static bool IsMuons(Muon muon, Variable variable) => variable.Shape.Rank == 2
        && !muon.ExcludeLayers.Any(pattern => Regex.IsMatch(variable.Path, pattern))
        && !(muon.ExcludeEmbeddings && variable.Path.Contains("embedding", StringComparison.OrdinalIgnoreCase));

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));

    private static double RootOfMeanSquare(double[] values) => Norm(values) / Math.Sqrt(values.Length);

    /// <summary><c>u = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)</c>, <c>w -= lr |w| / |u| u</c>.</summary>
    private sealed class LayerwiseMoments(Lamb lamb) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place)
        {
            double m = Blend("m", place, lamb.Beta1, g) / (1 - Math.Pow(lamb.Beta1, T));
            return m / (Math.Sqrt(Blend("v", place, lamb.Beta2, g * g) / (1 - Math.Pow(lamb.Beta2, T))) + lamb.Epsilon);
        }

        public override void NextWhole(double[] w, double[] g, int weight, Variable variable)
        {
            double[] u = [.. g.Select((value, i) => Next(w[i], value, (weight, i)))];
            double ratio = Norm(w) > 0 && Norm(u) > 0 ? Norm(w) / Norm(u) : 1;
            for (int i = 0; i < w.Length; i++)
            {
                w[i] -= Rate * ratio * u[i];
            }
        }
    }

    /// <summary>
    /// <c>b = 1 - t^decay</c>; every square is <c>b old + (1 - b)(g^2 + epsilon1)</c>, of a kernel as row times column over the rows' mean; <c>u = g / sqrt(square)</c>,
    /// <c>w -= max(epsilon2, rms(w)) min(lr, 1 / sqrt(t)) u / max(1, rms(u) / threshold)</c>.
    /// </summary>
    private sealed class FactoredSquares(Adafactor adafactor) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place) => throw new NotSupportedException();

        public override void NextWhole(double[] w, double[] g, int weight, Variable variable)
        {
            double b = 1 - Math.Pow(T, adafactor.Beta2Decay);
            double[] q = [.. g.Select(value => (value * value) + adafactor.Epsilon1)];
            double[] square = variable.Shape.Rank < 2 ? [.. q.Select((value, i) => Blend("v", (weight, i), b, value))] : Factored(q, variable.Shape, b, weight);
            double[] u = [.. g.Select((value, i) => value == 0 ? 0 : value / Math.Sqrt(square[i]))];
            double rate = Math.Max(adafactor.Epsilon2, RootOfMeanSquare(w)) * Math.Min(Rate, 1 / Math.Sqrt(T)) / Math.Max(1, RootOfMeanSquare(u) / adafactor.ClipThreshold);
            for (int i = 0; i < w.Length; i++)
            {
                w[i] -= rate * u[i];
            }
        }

        private double[] Factored(double[] q, Shape shape, double b, int weight)
        {
            (int rows, int columns) = (shape[^2], shape[^1]);
            double[] square = new double[q.Length];
            for (int begin = 0; begin < q.Length; begin += rows * columns)
            {
                double[] Row(int i) => q[(begin + (i * columns))..(begin + ((i + 1) * columns))];
                double[] r = [.. Enumerable.Range(0, rows).Select(i => Blend("r", (weight, begin + i), b, Row(i).Average()))];
                double[] c = [.. Enumerable.Range(0, columns).Select(j => Blend("c", (weight, begin + j), b, Enumerable.Range(0, rows).Average(i => Row(i)[j])))];
                for (int i = 0; i < rows * columns; i++)
                {
                    square[begin + i] = r[i / columns] * c[i % columns] / r.Average();
                }
            }

            return square;
        }
    }

    /// <summary>Momentum, made orthogonal by Newton and Schulz; what is no matrix goes by Adam.</summary>
    private sealed class OrthogonalMomentum(Muon muon) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place)
        {
            double m = Blend("m", place, muon.AdamBeta1, g), v = Blend("v", place, muon.AdamBeta2, g * g);
            return w - (Rate * muon.AdamLrRatio * Math.Sqrt(1 - Math.Pow(muon.AdamBeta2, T)) / (1 - Math.Pow(muon.AdamBeta1, T)) * m / (Math.Sqrt(v) + muon.Epsilon));
        }

        public override void NextWhole(double[] w, double[] g, int weight, Variable variable)
        {
            if (!IsMuons(muon, variable))
            {
                base.NextWhole(w, g, weight, variable);
                return;
            }

            (int rows, int columns) = (variable.Shape[0], variable.Shape[1]);
            double[,] x = new double[rows, columns];
            for (int i = 0; i < w.Length; i++)
            {
                double m = Remember("m", (weight, i), (muon.Momentum * Recall("m", (weight, i))) + g[i]);
                x[i / columns, i % columns] = muon.Nesterov ? g[i] + (muon.Momentum * m) : m;
            }

            double[,] step = Orthogonalized(x);
            double scale = muon.RmsRate is { } rms ? rms * Math.Sqrt(Math.Max(rows, columns)) : 1;
            for (int i = 0; i < w.Length; i++)
            {
                w[i] -= Rate * scale * step[i / columns, i % columns];
            }
        }

        // x + ... multiplied from the left or from the right is the same in exact arithmetic, so the oracle need not transpose.
        private double[,] Orthogonalized(double[,] x)
        {
            double norm = Norm(x.Cast<double>()) + 1e-7;
            x = Combine((1 / norm, x));
            for (int k = 0; k < muon.NsSteps; k++)
            {
                double[,] a = Times(x, Transposed(x));
                double[,] b = Combine((muon.MuonB, a), (muon.MuonC, Times(a, a)));
                x = Combine((muon.MuonA, x), (1, Times(b, x)));
            }

            return x;
        }

        private static double[,] Combine(params (double Factor, double[,] Matrix)[] terms)
        {
            double[,] sum = new double[terms[0].Matrix.GetLength(0), terms[0].Matrix.GetLength(1)];
            foreach ((double factor, double[,] matrix) in terms)
            {
                for (int i = 0; i < sum.Length; i++)
                {
                    (int row, int column) = (i / sum.GetLength(1), i % sum.GetLength(1));
                    sum[row, column] += factor * matrix[row, column];
                }
            }

            return sum;
        }

        private static double[,] Transposed(double[,] x)
        {
            double[,] t = new double[x.GetLength(1), x.GetLength(0)];
            for (int i = 0; i < x.Length; i++)
            {
                t[i % x.GetLength(1), i / x.GetLength(1)] = x[i / x.GetLength(1), i % x.GetLength(1)];
            }

            return t;
        }

        private static double[,] Times(double[,] a, double[,] b)
        {
            double[,] c = new double[a.GetLength(0), b.GetLength(1)];
            for (int i = 0; i < c.Length; i++)
            {
                (int row, int column) = (i / c.GetLength(1), i % c.GetLength(1));
                for (int k = 0; k < a.GetLength(1); k++)
                {
                    c[row, column] += a[row, k] * b[k, column];
                }
            }

            return c;
        }
    }
}
