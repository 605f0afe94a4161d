namespace Weft.Layers;

/// <summary>Adds a second input, scaled, to the first: <c>y = a + scale b</c>. Inception-ResNet has it at the end of its blocks.</summary>
/// <remarks>Szegedy et al. 2016; in Keras a part of <c>keras.applications.inception_resnet_v2</c>.</remarks>
/// <param name="Scale">The factor.</param>
public sealed record CustomScaleLayer(double Scale) : MergeLayer
{
    private protected override int Least => 2;

    private protected override int Most => 2;
}
