namespace Weft.Explain;

/// <summary>A way of asking a model what of a picture speaks for a class: <see cref="GradCam"/>, <see cref="IntegratedGradients"/>,
/// <see cref="SmoothGrad"/>, <see cref="InputGradient"/>,
/// <see cref="Occlusion"/>.</summary>
/// <remarks>
/// <code>
/// Explanation why = new GradCam().Explain(model, picture);
/// </code>
/// The model is asked as its layers stand: mirrored pictures (<see cref="ModelMetadata.TestTimeFlip"/>) and a temperature do not count.
/// Models of one input and one output explain themselves, those of
/// models inside and of one unit among them. An explanation shows what the model goes by, which need not be what is right.
/// </remarks>
public abstract record Explainer
{
    private protected Explainer()
    {
    }

    /// <summary>Which figure of the class is explained; the logit by default.</summary>
    public ExplainedScore Score { get; init; }

    /// <summary>Explains what a model says to one sample.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">What <see cref="Model.Predict(Tensor)"/> takes for one sample: <c>[height, width, channels]</c>, scaled as the
    /// model wants it.</param>
    /// <param name="classIndex">The class to explain, 0 or 1 for a model of one unit; null for the one the model predicts.</param>
    /// <exception cref="ShapeException">The sample has another shape; the model has several inputs or outputs or gives no vector; or it has
    /// no layer that the method needs.</exception>
    /// <exception cref="DataException">The sample holds NaN or infinity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The model has no such class.</exception>
    /// <exception cref="ArgumentException">The model has no layer of the name asked for.</exception>
    public Explanation Explain(Model model, Tensor sample, int? classIndex = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sample);
        return Explain(new Subject(model, sample, classIndex, Score));
    }

    private protected abstract Explanation Explain(Subject subject);
}
