namespace Weft.Tests.Reference;

/// <summary>An optimizer by Keras' formulas, in double precision, for a fixed learning rate.</summary>
internal abstract class OptimizerOracle
{
    public static OptimizerOracle Of(Optimizer optimizer) => optimizer switch
    {
        SGD sgd => new Descent(sgd.LearningRate.At(0), sgd.Momentum, sgd.Nesterov),
        Adam adam => new AdaptiveMoments(adam.LearningRate.At(0), adam.Beta1, adam.Beta2, adam.Epsilon),
        _ => throw new ArgumentOutOfRangeException(nameof(optimizer), $"{optimizer}"),
    };

    /// <summary>One step, changing the weights in place.</summary>
    public abstract void Step(IReadOnlyList<double[]> weights, IReadOnlyList<double[]> gradients);

    /// <summary><c>v = momentum v - lr g</c>; <c>w += v</c>, or with Nesterov <c>w += momentum v - lr g</c>.</summary>
    private sealed class Descent(double rate, double momentum, bool nesterov) : OptimizerOracle
    {
        private double[][]? _velocity;

        public override void Step(IReadOnlyList<double[]> weights, IReadOnlyList<double[]> gradients)
        {
            _velocity ??= [.. weights.Select(weight => new double[weight.Length])];
            for (int k = 0; k < weights.Count; k++)
            {
                for (int i = 0; i < weights[k].Length; i++)
                {
                    double step = rate * gradients[k][i];
                    double v = _velocity[k][i] = momentum * _velocity[k][i] - step;
                    weights[k][i] += nesterov ? momentum * v - step : v;
                }
            }
        }
    }

    /// <summary>
    /// <c>m = beta1 m + (1 - beta1) g</c>, <c>v = beta2 v + (1 - beta2) g^2</c>,
    /// <c>w -= lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon)</c>.
    /// </summary>
    private sealed class AdaptiveMoments(double rate, double beta1, double beta2, double epsilon) : OptimizerOracle
    {
        private double[][]? _m;
        private double[][]? _v;
        private int _t;

        public override void Step(IReadOnlyList<double[]> weights, IReadOnlyList<double[]> gradients)
        {
            _m ??= [.. weights.Select(weight => new double[weight.Length])];
            _v ??= [.. weights.Select(weight => new double[weight.Length])];
            _t++;
            double alpha = rate * Math.Sqrt(1 - Math.Pow(beta2, _t)) / (1 - Math.Pow(beta1, _t));
            for (int k = 0; k < weights.Count; k++)
            {
                for (int i = 0; i < weights[k].Length; i++)
                {
                    double g = gradients[k][i];
                    double m = _m[k][i] = beta1 * _m[k][i] + (1 - beta1) * g;
                    double v = _v[k][i] = beta2 * _v[k][i] + (1 - beta2) * g * g;
                    weights[k][i] -= alpha * m / (Math.Sqrt(v) + epsilon);
                }
            }
        }
    }
}
