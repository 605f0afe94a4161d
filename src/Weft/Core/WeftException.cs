namespace Weft;

/// <summary>What Weft throws for input it cannot use. The message says who, what was expected, what it got and what to do.</summary>
public class WeftException : Exception
{
    /// <summary>An error with its message.</summary>
    public WeftException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public WeftException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Shapes that do not fit: a layer and its input, a tensor and its values, a last layer and its loss.</summary>
public sealed class ShapeException(string message) : WeftException(message);

/// <summary>Data that cannot be used: a damaged file, labels out of range, NaN in the input, an empty set.</summary>
public sealed class DataException : WeftException
{
    /// <summary>An error with its message.</summary>
    public DataException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public DataException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A model file that cannot be read or written: damaged, of another kind, or with a layer Weft does not have.</summary>
public sealed class ModelFileException : WeftException
{
    /// <summary>An error with its message.</summary>
    public ModelFileException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public ModelFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Training that cannot go on: not compiled, or a loss that is no longer a number.</summary>
public sealed class TrainingException(string message) : WeftException(message);
