namespace Weft.Explain;

/// <summary>All eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals, then the implicit QL
/// method.</summary>
/// <remarks>After the routines tred2 and tql2 of EISPACK: Martin, Reinsch and Wilkinson 1968; Bowdler, Martin, Reinsch and Wilkinson
/// 1968.</remarks>
internal static class SymmetricEigen
{
    private const int MostSweeps = 60;

    /// <summary>The eigenvalues in rising order; the eigenvectors are the columns of the second array, of length 1.</summary>
    public static (double[] Values, double[][] Vectors) Of(double[][] matrix)
    {
        int n = matrix.Length;
        double[][] v = [.. matrix.Select(row => (double[])row.Clone())];
        double[] diagonal = new double[n], beside = new double[n];
        Reduce(v, diagonal, beside);
        Iterate(v, diagonal, beside);
        int[] order = [.. Enumerable.Range(0, n).OrderBy(i => diagonal[i])];
        return ([.. order.Select(i => diagonal[i])], [.. v.Select(row => order.Select(i => row[i]).ToArray())]);
    }

    private static void Reduce(double[][] v, double[] d, double[] e)
    {
        int n = v.Length;
        for (int i = n - 1; i > 0; i--)
        {
            double scale = 0, h = 0;
            for (int k = 0; k < i; k++)
            {
                scale += Math.Abs(v[i][k]);
            }

            if (i == 1 || scale == 0)
            {
                e[i] = v[i][i - 1];
                d[i] = 0;
                continue;
            }

            for (int k = 0; k < i; k++)
            {
                v[i][k] /= scale;
                h += v[i][k] * v[i][k];
            }

            double f = v[i][i - 1], g = f >= 0 ? -Math.Sqrt(h) : Math.Sqrt(h);
            e[i] = scale * g;
            h -= f * g;
            v[i][i - 1] = f - g;
            Reflect(v, e, i, h);
            d[i] = h;
        }

        Accumulate(v, d, e);
    }

    // p = A u / h, K = u.p / 2h, A -= u (p - K u)^T + (p - K u) u^T, on the rows above i.
    private static void Reflect(double[][] v, double[] e, int i, double h)
    {
        double f = 0;
        for (int j = 0; j < i; j++)
        {
            v[j][i] = v[i][j] / h;
            double g = 0;
            for (int k = 0; k <= j; k++)
            {
                g += v[j][k] * v[i][k];
            }

            for (int k = j + 1; k < i; k++)
            {
                g += v[k][j] * v[i][k];
            }

            e[j] = g / h;
            f += e[j] * v[i][j];
        }

        double half = f / (h + h);
        for (int j = 0; j < i; j++)
        {
            double u = v[i][j], g = e[j] - (half * u);
            e[j] = g;
            for (int k = 0; k <= j; k++)
            {
                v[j][k] -= (u * e[k]) + (g * v[i][k]);
            }
        }
    }

    private static void Accumulate(double[][] v, double[] d, double[] e)
    {
        int n = v.Length;
        d[0] = e[0] = 0;
        for (int i = 0; i < n; i++)
        {
            if (d[i] != 0)
            {
                for (int j = 0; j < i; j++)
                {
                    double g = 0;
                    for (int k = 0; k < i; k++)
                    {
                        g += v[i][k] * v[k][j];
                    }

                    for (int k = 0; k < i; k++)
                    {
                        v[k][j] -= g * v[k][i];
                    }
                }
            }

            d[i] = v[i][i];
            v[i][i] = 1;
            for (int j = 0; j < i; j++)
            {
                v[j][i] = v[i][j] = 0;
            }
        }
    }

    private static void Iterate(double[][] v, double[] d, double[] e)
    {
        int n = d.Length;
        Array.Copy(e, 1, e, 0, n - 1);
        e[n - 1] = 0;
        for (int l = 0; l < n; l++)
        {
            for (int sweep = 0; ; sweep++)
            {
                int m = l;
                while (m < n - 1 && Math.Abs(e[m]) > double.Epsilon + (2.3e-16 * (Math.Abs(d[m]) + Math.Abs(d[m + 1]))))
                {
                    m++;
                }

                if (m == l)
                {
                    break;
                }

                if (sweep == MostSweeps)
                {
                    throw new DataException("Pca: expected features whose covariance has eigenvalues that can be found, got one that "
                        + $"{MostSweeps} sweeps did not find. Look for values that are no numbers.");
                }

                Sweep(v, d, e, l, m);
            }
        }
    }

    private static void Sweep(double[][] v, double[] d, double[] e, int l, int m)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(Hypotenuse(g, 1), g)));
        double s = 1, c = 1, p = 0;
        for (int i = m - 1; i >= l; i--)
        {
            double f = s * e[i], b = c * e[i], r = Hypotenuse(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }

            (s, c) = (f / r, g / r);
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            foreach (double[] row in v)
            {
                f = row[i + 1];
                row[i + 1] = (s * row[i]) + (c * f);
                row[i] = (c * row[i]) - (s * f);
            }
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static double Hypotenuse(double a, double b) => double.Hypot(a, b);
}
