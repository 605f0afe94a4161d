namespace Weft.Engine;

/// <summary>The multiply-adds of one step on one group of samples: by definition, and as its algorithm does them.</summary>
internal readonly record struct StepWork(MultiplyAdds Nominal, MultiplyAdds Executed)
{
    /// <summary>What a step did for the group that has just gone through the pass, forward and backward.</summary>
    public static StepWork Of(Step step, Pass pass) => step switch
    {
        ConvStep conv => Of(conv, pass),
        DenseStep dense => Of(dense, pass.Count * (double)dense.Input.Size * dense.Output.Shape[^1]),
        ConvTransposeStep transpose => Of(transpose, pass.Count * transpose.Products),
        _ => default,
    };

    /// <summary>Whether a step has weights that are trained.</summary>
    public static bool Trains(Step step) => step.Layers.Any(layer => layer.Weights.Any(weight => weight.Trainable));

    public static StepWork operator +(StepWork left, StepWork right) => new(left.Nominal + right.Nominal, left.Executed + right.Executed);

    private static StepWork Of(Step step, double products)
    {
        MultiplyAdds product = Where(step, products);
        return new StepWork(product, product);
    }

    private static StepWork Of(ConvStep step, Pass pass)
    {
        ConvGeometry geometry = step.Geometry;
        double perWindow = (double)geometry.Depth * geometry.Filters;
        double windows = (double)geometry.OutputHeight * geometry.OutputWidth;
        double computed = step.Pool is { } pool ? (double)step.Output.Size / geometry.Filters * pool.Area : windows;
        double forward = step.Choice.ForwardTile > 0 ? Winograd(step, step.Choice.ForwardTile) : computed * perWindow;
        double Backward(ConvGradientKind kind) => kind switch
        {
            ConvGradientKind.Sparse => Winners(step, pass) * geometry.Depth / pass.Count,
            ConvGradientKind.Lookup => (double)step.Output.Size * geometry.Depth,
            ConvGradientKind.Winograd or ConvGradientKind.LateWinograd => Winograd(step, step.Choice.GradientTile),
            _ => computed * perWindow,
        };
        MultiplyAdds executed = Where(step, pass.Count * forward, pass.Count * Backward(step.Choice.Weights), pass.Count * Backward(step.Choice.Input));
        return new StepWork(Where(step, pass.Count * windows * perWindow), executed);
    }

    // Gradients take as much as the forward pass, where they are wanted.
    private static MultiplyAdds Where(Step step, double each) => Where(step, each, each, each);

    private static MultiplyAdds Where(Step step, double forward, double weights, double input) =>
        new(forward, Trains(step) ? weights : 0, step.Input.HasGradient ? input : 0);

    private static double Winograd(ConvStep step, int m)
    {
        WinogradTiles tiles = new(step.Geometry, step.Pool, m);
        return (double)tiles.PerSample * tiles.Frequencies * step.Geometry.Channels * step.Geometry.Filters;
    }

    // What the step's way back has left of its output's gradient: ReLU has zeroed the rest.
    private static double Winners(ConvStep step, Pass pass)
    {
        if (!step.Output.HasGradient)
        {
            return 0;
        }

        Span<float> gradient = pass.Gradient(step.Output);
        return gradient.Length - gradient.Count(0f);
    }
}
