namespace Weft.Tests.Reference;

/// <content>The formulas of Adamax, Adadelta, Ftrl and the schedule-free AdamW.</content>
internal abstract partial class UpdateOracle
{
    /// <summary><c>m = beta1 m + (1 - beta1) g</c>, <c>u = max(beta2 u, |g|)</c>, <c>w -= lr m / ((1 - beta1^t)(u + epsilon))</c>.</summary>
    private sealed class LargestGradient(Adamax adamax) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place)
        {
            double m = Blend("m", place, adamax.Beta1, g);
            double u = Remember("u", place, Math.Max(adamax.Beta2 * Recall("u", place), Math.Abs(g)));
            return w - (Rate * m / ((1 - Math.Pow(adamax.Beta1, T)) * (u + adamax.Epsilon)));
        }
    }

    /// <summary><c>a = rho a + (1 - rho) g^2</c>, <c>s = sqrt(d + epsilon) g / sqrt(a + epsilon)</c>, <c>d = rho d + (1 - rho) s^2</c>, <c>w -= lr s</c>.</summary>
    private sealed class RatioOfMeans(Adadelta adadelta) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place)
        {
            double a = Blend("a", place, adadelta.Rho, g * g);
            double s = Math.Sqrt(Recall("d", place) + adadelta.Epsilon) * g / Math.Sqrt(a + adadelta.Epsilon);
            Blend("d", place, adadelta.Rho, s * s);
            return w - (Rate * s);
        }
    }

    /// <summary>
    /// <c>n' = n + g^2</c>, <c>z += g + 2 shrinkage w - (n'^p - n^p) w / lr</c> with <c>p = -power</c>,
    /// <c>w = (clip(z, -l1, l1) - z) / (n'^p / lr + 2 (l2 + beta / (2 lr)))</c>.
    /// </summary>
    private sealed class RegularizedLeader(Ftrl ftrl) : UpdateOracle
    {
        public override double Next(double w, double g, (int, int) place)
        {
            double n = Recall("n", place, ftrl.InitialAccumulatorValue), sum = Remember("n", place, n + (g * g));
            double power = Math.Pow(sum, -ftrl.LearningRatePower);
            double z = Remember("z", place, Recall("z", place) + g + (2 * ftrl.L2Shrinkage * w) - ((power - Math.Pow(n, -ftrl.LearningRatePower)) / Rate * w));
            return (Math.Clamp(z, -ftrl.L1, ftrl.L1) - z) / ((power / Rate) + (2 * (ftrl.L2 + (ftrl.Beta / (2 * Rate)))));
        }
    }

    /// <summary>
    /// <c>v = beta2 v + (1 - beta2) g^2</c>, <c>z' = z - lr g / (sqrt(v / (1 - beta2^t)) + epsilon)</c>, <c>x = (w - (1 - beta1) z') / beta1</c>,
    /// <c>x' = (1 - 1/t) x + z' / t</c>, <c>w = (1 - beta1) z' + beta1 x'</c>; z begins as w.
    /// </summary>
    private sealed class MeanOfSteps(ScheduleFreeAdamW free) : UpdateOracle
    {
        public override void Start(IReadOnlyList<double[]> weights)
        {
            for (int k = 0; k < weights.Count; k++)
            {
                for (int i = 0; i < weights[k].Length; i++)
                {
                    Remember("z", (k, i), weights[k][i]);
                }
            }
        }

        public override double Next(double w, double g, (int, int) place)
        {
            double z = Recall("z", place), rate = Rate * (free.WarmupSteps > 0 ? Math.Min(1.0, (double)T / free.WarmupSteps) : 1);
            double v = Blend("v", place, free.Beta2, g * g) / (1 - Math.Pow(free.Beta2, T));
            double next = Remember("z", place, z - (rate * g / (Math.Sqrt(v) + free.Epsilon)));
            double x = (w - ((1 - free.Beta1) * next)) / free.Beta1;
            x = ((1 - (1.0 / T)) * x) + (next / T);
            return ((1 - free.Beta1) * next) + (free.Beta1 * x);
        }
    }
}
