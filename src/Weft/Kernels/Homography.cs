namespace Weft.Kernels;

/// <summary>Where the pixel at column x and row y of a picture comes from: <c>(A x + B y + C, D x + E y + F) / (G x + H y + 1)</c> of
/// another.</summary>
internal readonly record struct Homography(double A, double B, double C, double D, double E, double F, double G, double H)
{
    private const int Unknowns = 8;

    // Relative to coordinates of a picture's size.
    private const double Smallest = 1e-9;

    /// <summary>The map that takes four places to four others; null where there is none.</summary>
    /// <param name="from">The places, x and y in turn.</param>
    /// <param name="to">Where they come from.</param>
    public static Homography? Of(ReadOnlySpan<double> from, ReadOnlySpan<double> to)
    {
        // Eight equations, two of each place, the right side in the last column.
        const int Row = Unknowns + 1;
        Span<double> system = stackalloc double[Unknowns * Row];
        system.Clear();
        for (int i = 0; i < 4; i++)
        {
            (double x, double y) = (from[2 * i], from[(2 * i) + 1]);
            for (int axis = 0; axis < 2; axis++)
            {
                double value = to[(2 * i) + axis];
                Span<double> equation = system.Slice(((2 * i) + axis) * Row, Row);
                (equation[3 * axis], equation[(3 * axis) + 1], equation[(3 * axis) + 2]) = (x, y, 1);
                (equation[6], equation[7], equation[8]) = (-value * x, -value * y, value);
            }
        }

        Span<double> solution = stackalloc double[Unknowns];
        return Solve(system, solution)
            ? new Homography(solution[0], solution[1], solution[2], solution[3], solution[4], solution[5], solution[6], solution[7])
            : null;
    }

    // Gauss and Jordan, with the largest pivot of a column.
    private static bool Solve(Span<double> system, Span<double> solution)
    {
        const int Row = Unknowns + 1;
        for (int k = 0; k < Unknowns; k++)
        {
            int best = k;
            for (int i = k + 1; i < Unknowns; i++)
            {
                best = Math.Abs(system[(i * Row) + k]) > Math.Abs(system[(best * Row) + k]) ? i : best;
            }

            if (Math.Abs(system[(best * Row) + k]) < Smallest)
            {
                return false;
            }

            for (int j = 0; j < Row; j++)
            {
                (system[(k * Row) + j], system[(best * Row) + j]) = (system[(best * Row) + j], system[(k * Row) + j]);
            }

            for (int i = 0; i < Unknowns; i++)
            {
                double factor = i == k ? 0 : system[(i * Row) + k] / system[(k * Row) + k];
                for (int j = k; j < Row && factor != 0; j++)
                {
                    system[(i * Row) + j] -= factor * system[(k * Row) + j];
                }
            }
        }

        for (int k = 0; k < Unknowns; k++)
        {
            solution[k] = system[(k * Row) + Unknowns] / system[(k * Row) + k];
        }

        return true;
    }
}
