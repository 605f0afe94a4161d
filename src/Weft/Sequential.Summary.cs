namespace Weft;

public sealed partial class Sequential
{
    /// <summary>A table of the layers, their output shapes and parameter counts, in Keras 3's layout.</summary>
    public string Summary() => throw new NotImplementedException();
}
