using Weft.Kernels;

namespace Weft.Engine;

/// <summary>The gradient algorithms of a convolution.</summary>
internal enum ConvGradientKind
{
    /// <summary>Matrix products over the windows: works for every shape.</summary>
    Dense,

    /// <summary>Sums over the windows that won a max pooling.</summary>
    Sparse,

    /// <summary>The adjoint of Winograd's transforms.</summary>
    Winograd,

    /// <summary>The same, with the kernel's gradient computed once for the whole batch.</summary>
    LateWinograd,
}

/// <summary>Which algorithms a convolution uses: the one place where that is decided.</summary>
/// <param name="ForwardTile">Winograd's m in the forward pass; 0 for the direct product.</param>
/// <param name="Gradient">How gradients are computed.</param>
/// <param name="GradientTile">Winograd's m in the backward pass; 0 elsewhere.</param>
internal sealed record ConvChoice(int ForwardTile, ConvGradientKind Gradient, int GradientTile)
{
    // Time to transform a value (once in, once out), in multiply-adds of the matrix product.
    private const double TransformCost = 6;

    // A sparse sum loads a row for each multiply-add and runs at about half the product's speed; ReLU leaves some 60 % of the winners a gradient.
    private const double SparseCost = 2;
    private const double LeftByRelu = 0.6;

    /// <summary>Picks the algorithms for a shape by counting multiply-adds; an override is used where it fits the shape.</summary>
    /// <remarks>
    /// Direct: <c>windows kh kw cin cout</c>. Winograd F(m): <c>tiles n^2 (cin cout + TransformCost (cin + cout))</c>, for 3x3 kernels at stride 1;
    /// with a pooling taken in, m must be a multiple of the pool's sides, so that a tile is whole pooling cells. Sparse: <c>cells kh kw cin cout SparseCost</c>, less what ReLU zeroes,
    /// behind poolings of more than two windows, where a kernel row fills registers.
    /// </remarks>
    public static ConvChoice For(ConvGeometry geometry, ConvPool? pool, bool relu, int group, ConvChoice? wish)
    {
        int windows = pool is null ? geometry.OutputHeight * geometry.OutputWidth : Cells(geometry, pool) * pool.Area;
        double direct = (double)windows * geometry.Depth * geometry.Filters;
        int best = 0;
        double cost = direct;
        foreach (int m in Tiles(geometry, pool))
        {
            double winograd = WinogradCost(geometry, pool, m);
            (best, cost) = winograd < cost ? (m, winograd) : (best, cost);
        }

        ConvGradientKind winogradKind = best > 0 && WinogradGradient.IsBetterLate(geometry, pool, best, group) ? ConvGradientKind.LateWinograd : ConvGradientKind.Winograd;
        ConvChoice choice = new(best, best > 0 ? winogradKind : ConvGradientKind.Dense, best);
        if (CanBeSparse(geometry, pool) && direct / pool!.Area * SparseCost * (relu ? LeftByRelu : 1) < cost)
        {
            choice = choice with { Gradient = ConvGradientKind.Sparse, GradientTile = 0 };
        }

        return wish is null ? choice : Fit(wish, geometry, pool);
    }

    public ConvForward CreateForward(ConvStep step, PlanMemory memory) =>
        ForwardTile > 0 ? new WinogradForward(step, ForwardTile, memory) : new DirectConvForward(step);

    public ConvGradient CreateGradient(ConvStep step, PlanMemory memory) => Gradient switch
    {
        ConvGradientKind.Sparse => new SparseConvGradient(step, memory),
        ConvGradientKind.Winograd => new WinogradGradient(step, GradientTile, late: false, memory),
        ConvGradientKind.LateWinograd => new WinogradGradient(step, GradientTile, late: true, memory),
        _ => new DenseConvGradient(step, memory),
    };

    private static int Cells(ConvGeometry geometry, ConvPool pool) => geometry.OutputHeight / pool.Window.Height * (geometry.OutputWidth / pool.Window.Width);

    private static int[] Tiles(ConvGeometry geometry, ConvPool? pool)
    {
        bool applies = geometry.Kernel == 3 && geometry.Strides == 1 && geometry.Dilation == 1 && geometry.Groups == 1;
        return !applies ? [] : [.. Enumerable.Range(2, 5).Where(m => new WinogradTiles(geometry, pool, m).IsPoolable)];
    }

    private static double WinogradCost(ConvGeometry geometry, ConvPool? pool, int m)
    {
        WinogradTiles tiles = new(geometry, pool, m);
        double values = (double)tiles.PerSample * (m + 2) * (m + 2);
        return values * (((double)geometry.Channels * geometry.Filters) + (TransformCost * (geometry.Channels + geometry.Filters)));
    }

    private static bool CanBeSparse(ConvGeometry geometry, ConvPool? pool) =>
        pool is { Area: > 2 } && geometry.Groups == 1 && geometry.RunLength >= 4 * (int)Lanes.Four;

    private static ConvChoice Fit(ConvChoice wish, ConvGeometry geometry, ConvPool? pool)
    {
        int[] tiles = Tiles(geometry, pool);
        int forward = tiles.Contains(wish.ForwardTile) ? wish.ForwardTile : 0;
        bool fits = wish.Gradient switch
        {
            ConvGradientKind.Sparse => pool is not null && geometry.Groups == 1,
            ConvGradientKind.Winograd or ConvGradientKind.LateWinograd => tiles.Contains(wish.GradientTile),
            _ => true,
        };
        return fits ? wish with { ForwardTile = forward } : new ConvChoice(forward, ConvGradientKind.Dense, 0);
    }
}
