namespace Weft;

/// <summary>When a callback's turn comes.</summary>
public enum CallbackOrder
{
    /// <summary>In the order of the list.</summary>
    Normal,

    /// <summary>After all others, when what <see cref="Callback.AroundValidation"/> set up is gone: for what keeps a run's position, and so what the others did.</summary>
    Last,
}
