namespace Weft.Explain;

/// <summary>The gradient of the score by the picture: which pixels change it most. <c>attribution = d score / d x</c>, heat the largest
/// magnitude over the channels.</summary>
/// <remarks>Simonyan, Vedaldi and Zisserman 2014, "Deep inside convolutional networks", section 3.</remarks>
public sealed record InputGradient : Explainer
{
    private protected override Explanation Explain(Subject subject)
    {
        Tensor gradient = subject.Gradients(subject.Sample, subject.Input).Reshape(subject.Picture);
        return new Explanation
        {
            Class = subject.Class,
            Score = subject.Score,
            Attribution = gradient,
            Signed = HeatMap.Normalized(HeatMap.Sum(gradient)),
            Heat = HeatMap.Normalized(HeatMap.LargestMagnitude(gradient)),
        };
    }
}
