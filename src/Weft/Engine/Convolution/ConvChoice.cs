using Weft.Kernels;

namespace Weft.Engine;

/// <summary>The gradient algorithms of a convolution.</summary>
internal enum ConvGradientKind
{
    /// <summary>Matrix products over the windows: works for every shape.</summary>
    Dense,

    /// <summary>Sums over the windows that won a max pooling.</summary>
    Sparse,

    /// <summary>The windows that won, looked up by each filter in a register: for weights.</summary>
    Lookup,

    /// <summary>The adjoint of Winograd's transforms.</summary>
    Winograd,

    /// <summary>The same, computed once for the whole batch: for weights.</summary>
    LateWinograd,
}

/// <summary>Which algorithms a convolution uses: the one place where that is decided.</summary>
/// <param name="ForwardTile">Winograd's m in the forward pass; 0 for the direct product.</param>
/// <param name="Weights">How the kernel's gradient is computed.</param>
/// <param name="Input">How the input's gradient is computed.</param>
/// <param name="GradientTile">Winograd's m in the backward pass; 0 elsewhere.</param>
internal sealed record ConvChoice(int ForwardTile, ConvGradientKind Weights, ConvGradientKind Input, int GradientTile)
{
    // Winograd's m.
    private const int LeastTile = 2, LargestTile = 6;

    // Time to transform a value (once in, once out), in multiply-adds of the matrix product.
    private const double TransformCost = 6;

    // ReLU leaves some 60 % of the winners a gradient.
    private const double LeftByRelu = 0.6;

    // A permutation and a multiply-add, in blocks that the transposed product does not have to fill.
    private const double LookupCost = 1.5;

    /// <summary>Picks the algorithms for a shape by counting multiply-adds; an override is used where it fits the shape.</summary>
    /// <remarks>
    /// Direct: <c>windows kh kw cin cout</c>. Winograd F(m): <c>tiles n^2 (cin cout + TransformCost (cin + cout))</c>, for 3x3 kernels at stride 1, where
    /// channels that fill no register count as if they did, for a register's transform takes as long however wide it is.
    /// Behind a max pooling of more than two windows: sparse, what <see cref="SparseRows.Cost"/> says for a kernel row, <c>cells kh cout</c> times, less what ReLU zeroes; lookup,
    /// <c>cells kh kw cin cout LookupCost</c>, where a cell's windows fit into a register.
    /// </remarks>
    public static ConvChoice For(ConvGeometry geometry, ConvPool? pool, bool relu, int group, ConvChoice? wish, bool isShared = false)
    {
        ConvChoice choice = Best(geometry, pool, relu, group, wish);
        return !isShared ? choice : choice with
        {
            // Several uses add to one gradient, in the kernel's layout, sample by sample.
            Weights = choice.Weights switch
            {
                ConvGradientKind.LateWinograd => ConvGradientKind.Winograd,
                ConvGradientKind.Sparse => ConvGradientKind.Dense,
                var kind => kind,
            },
        };
    }

    private static ConvChoice Best(ConvGeometry geometry, ConvPool? pool, bool relu, int group, ConvChoice? wish)
    {
        if (wish is not null)
        {
            return Fit(wish, geometry, pool);
        }

        double direct = DirectCost(geometry, pool);
        int tile = 0;
        double cost = direct;
        for (int m = LeastTile; m <= LargestTile; m++)
        {
            double winograd = HasTile(m, geometry, pool) ? WinogradCost(geometry, pool, m) : double.PositiveInfinity;
            (tile, cost) = winograd < cost ? (m, winograd) : (tile, cost);
        }

        ConvGradientKind weights = tile == 0 ? ConvGradientKind.Dense : WinogradGradient.IsBetterLate(geometry, pool, tile, group) ? ConvGradientKind.LateWinograd : ConvGradientKind.Winograd;
        ConvGradientKind input = tile == 0 ? ConvGradientKind.Dense : ConvGradientKind.Winograd;
        if (pool is { Area: > 2 })
        {
            double winners = direct / pool.Area, sparse = winners / geometry.RunLength * SparseRows.Cost(geometry.RunLength) * (relu ? LeftByRelu : 1);
            bool isSparse = Fits(ConvGradientKind.Sparse, geometry, pool) && sparse < cost;
            (weights, input) = isSparse ? (ConvGradientKind.Sparse, ConvGradientKind.Sparse) : (weights, input);
            bool isLookup = Fits(ConvGradientKind.Lookup, geometry, pool) && winners * LookupCost < (isSparse ? sparse : cost);
            weights = isLookup ? ConvGradientKind.Lookup : weights;
        }

        bool usesTile = IsWinograd(weights) || IsWinograd(input);
        return new ConvChoice(tile, weights, input, usesTile ? tile : 0);
    }

    /// <summary>What one sample's output takes, in multiply-adds. Where they are few the weights' way from memory is what counts, four multiply-adds each.</summary>
    public double ForwardWork(ConvGeometry geometry, ConvPool? pool)
    {
        double weights = (double)geometry.GroupChannels * geometry.Filters * (ForwardTile > 0 ? (ForwardTile + 2) * (ForwardTile + 2) : geometry.Kernel.Area);
        return Math.Max(4 * weights, ForwardTile > 0 ? WinogradCost(geometry, pool, ForwardTile) : DirectCost(geometry, pool));
    }

    public ConvForward CreateForward(ConvStep step, PlanMemory memory) =>
        ForwardTile > 0 ? new WinogradForward(step, step.Layout(ForwardTile, memory), memory) : new DirectConvForward(step);

    /// <summary>What computes the gradients: one thing where one walk over the output's gradient serves both.</summary>
    public ConvGradient[] CreateGradients(ConvStep step, PlanMemory memory) =>
        Weights == Input || (IsWinograd(Weights) && IsWinograd(Input))
            ? [Create(Weights, step, weights: true, input: true, memory)]
            : [Create(Weights, step, weights: true, input: false, memory), Create(Input, step, weights: false, input: true, memory)];

    private ConvGradient Create(ConvGradientKind kind, ConvStep step, bool weights, bool input, PlanMemory memory) => kind switch
    {
        ConvGradientKind.Sparse => new SparseConvGradient(step, weights, input, memory),
        ConvGradientKind.Lookup => new LookupConvGradient(step),
        ConvGradientKind.Winograd => new WinogradGradient(step, step.Layout(GradientTile, memory), weights, input, late: false, memory),
        ConvGradientKind.LateWinograd => new WinogradGradient(step, step.Layout(GradientTile, memory), weights, input, late: true, memory),
        _ => new DenseConvGradient(step, weights, input),
    };

    private static bool IsWinograd(ConvGradientKind kind) => kind is ConvGradientKind.Winograd or ConvGradientKind.LateWinograd;

    private static int Cells(ConvGeometry geometry, ConvPool pool) => geometry.OutputHeight / pool.Window.Height * (geometry.OutputWidth / pool.Window.Width);

    private static bool HasTile(int m, ConvGeometry geometry, ConvPool? pool) =>
        m is >= LeastTile and <= LargestTile
        && geometry.Kernel == 3 && geometry.Strides == 1 && geometry.Dilation == 1 && geometry.Groups == 1
        && new WinogradTiles(geometry, pool, m).IsPoolable;

    private static double DirectCost(ConvGeometry geometry, ConvPool? pool) =>
        (double)(pool is null ? geometry.OutputHeight * geometry.OutputWidth : Cells(geometry, pool) * pool.Area) * geometry.Depth * geometry.Filters;

    private static double WinogradCost(ConvGeometry geometry, ConvPool? pool, int m)
    {
        WinogradTiles tiles = new(geometry, pool, m);
        double values = (double)tiles.PerSample * tiles.Frequencies;
        int transformed = (int)Simd.Widest * (Simd.Registers(geometry.Channels) + Simd.Registers(geometry.Filters));
        return values * (((double)geometry.Channels * geometry.Filters) + (TransformCost * transformed));
    }

    private static bool Fits(ConvGradientKind kind, ConvGeometry geometry, ConvPool? pool) => kind switch
    {
        ConvGradientKind.Sparse => pool is not null && geometry.Groups == 1,
        ConvGradientKind.Lookup => LookupConvGradient.Fits(geometry, pool),
        _ => true,
    };

    private static ConvChoice Fit(ConvChoice wish, ConvGeometry geometry, ConvPool? pool)
    {
        ConvGradientKind Fitting(ConvGradientKind kind) =>
            Fits(kind, geometry, pool) && (!IsWinograd(kind) || HasTile(wish.GradientTile, geometry, pool)) ? kind : ConvGradientKind.Dense;
        ConvGradientKind weights = Fitting(wish.Weights), input = Fitting(wish.Input);
        return new ConvChoice(
            HasTile(wish.ForwardTile, geometry, pool) ? wish.ForwardTile : 0,
            weights,
            input,
            IsWinograd(weights) || IsWinograd(input) ? wish.GradientTile : 0);
    }
}
