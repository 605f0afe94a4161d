namespace Weft.Onnx.Layout;

/// <summary>Which factors of one value are which of another's.</summary>
internal sealed class Names
{
    private readonly Dictionary<Factor, Factor> _names = [];

    /// <summary>What a factor is in the other value; itself where nothing was said.</summary>
    public Factor Of(Factor factor) => _names.GetValueOrDefault(factor, factor);

    /// <summary>Says that the factors of two axes are the same, one by one.</summary>
    public void Add(IEnumerable<Factor> own, IEnumerable<Factor> other)
    {
        foreach ((Factor from, Factor to) in own.Zip(other))
        {
            _names[from] = to;
        }
    }
}
