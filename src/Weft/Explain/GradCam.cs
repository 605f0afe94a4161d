namespace Weft.Explain;

/// <summary>Where a convolution's feature maps speak for the class: each map counts by its gradient's mean, and what is positive of their
/// sum is heat.</summary>
/// <remarks>
/// <c>attribution = sum over k of w_k A_k</c>, <c>w_k</c> the mean over space of <c>d score / d A_k</c>; heat its positive part, enlarged
/// to the picture.
/// Selvaraju et al. 2017, "Grad-CAM: visual explanations from deep networks via gradient-based localization".
/// With <see cref="PlusPlus"/>, <c>w_k = sum over places of a relu(g)</c>, <c>a = g^2 / (2 g^2 + sum(A_k) g^3)</c>, <c>g = d score / d
/// A_k</c>, which shows several objects of a class more evenly:
/// Chattopadhyay, Sarkar, Howlader and Balasubramanian 2018, "Grad-CAM++", with <c>exp(score)</c> as the function, whose factor the heat's
/// scale takes out.
/// </remarks>
/// <param name="Layer">The layer's name, <c>conv2d_3</c>, or with the models it is in, <c>resnet18/conv5</c>; null for the last one that
/// gives <c>[height, width, channels]</c> with more than one
/// place, before the global pooling or the flattening.</param>
/// <param name="PlusPlus">Whether the weights are Grad-CAM++'s.</param>
public sealed record GradCam(string? Layer = null, bool PlusPlus = false) : Explainer
{
    private protected override Explanation Explain(Subject subject)
    {
        LayerValue layer = Layer is null ? LayerValue.LastSpatial(subject.Model) : LayerValue.Spatial(subject.Model, Layer);
        Tensor features = subject.Model.ValuesOf(subject.Sample, layer.Node);
        Tensor gradient = subject.Gradients(subject.Sample, layer.Node);
        (int rows, int columns, int channels) = (layer.Node.Shape[0], layer.Node.Shape[1], layer.Node.Shape[2]);
        double[] weights = PlusPlus ? SecondOrderWeights(features, gradient, channels) : MeanGradients(gradient, channels);
        Tensor map = new([rows, columns]);
        for (int place = 0; place < map.Size; place++)
        {
            double sum = 0;
            for (int k = 0; k < channels; k++)
            {
                sum += weights[k] * features.Span[(place * channels) + k];
            }

            map.Span[place] = (float)sum;
        }

        (int height, int width) = (subject.Picture[0], subject.Picture[1]);
        return new Explanation
        {
            Class = subject.Class,
            Score = subject.Score,
            Attribution = map.Reshape([rows, columns, 1]),
            Signed = HeatMap.Resize(HeatMap.Normalized(map), height, width),
            Heat = HeatMap.Resize(HeatMap.Normalized(HeatMap.Positive(map)), height, width),
            Layer = layer.Name,
        };
    }

    private static double[] MeanGradients(Tensor gradient, int channels)
    {
        double[] weights = new double[channels];
        Sums.Add(gradient, weights);
        int places = gradient.Size / channels;
        return [.. weights.Select(sum => sum / places)];
    }

    private static double[] SecondOrderWeights(Tensor features, Tensor gradient, int channels)
    {
        double[] weights = new double[channels], sums = new double[channels];
        Sums.Add(features, sums);
        for (int i = 0; i < gradient.Size; i++)
        {
            int k = i % channels;
            double g = gradient.Span[i];
            double denominator = 2 + (sums[k] * g);
            // g^2 taken out of both; where the denominator is 0, the paper's share has no value and none is given.
            weights[k] += g > 0 && denominator != 0 ? g / denominator : 0;
        }

        return weights;
    }
}
