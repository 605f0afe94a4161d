namespace Weft;

/// <summary>A loss that Keras has too, and the engine a kernel for; those of one's own derive from <see cref="Loss"/>.</summary>
public abstract partial record KerasLoss : Loss
{
    private protected KerasLoss()
    {
    }
}
