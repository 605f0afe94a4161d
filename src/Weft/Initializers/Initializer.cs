namespace Weft.Initializers;

/// <summary>How a weight gets its first values.</summary>
public abstract record Initializer
{
    /// <summary>Fills <paramref name="values"/>.</summary>
    /// <param name="values">The weight.</param>
    /// <param name="fans">How many inputs and outputs one unit of the weight has.</param>
    /// <param name="random">Where random values come from.</param>
    internal abstract void Fill(Span<float> values, Fans fans, ref Generator random);
}

/// <summary>Inputs and outputs per unit: for a kernel <c>[kh, kw, cin, cout]</c>, <c>kh kw cin</c> and <c>kh kw cout</c>.</summary>
/// <param name="In">Values that flow into one output.</param>
/// <param name="Out">Outputs that one value flows into.</param>
public readonly record struct Fans(int In, int Out);
