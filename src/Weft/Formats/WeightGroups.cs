using Weft.Layers;

namespace Weft.Formats;

/// <summary>The names Keras gives the groups of a model's layers in model.weights.h5.</summary>
internal static class WeightGroups
{
    /// <summary>Class names in snake case, numbered from the second of a class on, whatever the layers themselves are called.</summary>
    /// <param name="classNames">The classes in the model's order; null for what has no group and is not counted: operations.</param>
    /// <param name="skipInput">Whether input layers are left out, as in Sequential models.</param>
    public static string?[] Names(IReadOnlyList<string?> classNames, bool skipInput)
    {
        Dictionary<string, int> counts = [];
        List<string?> names = [];
        foreach (string? className in classNames)
        {
            if (className is null || (skipInput && className == "InputLayer"))
            {
                names.Add(null);
                continue;
            }

            string name = Layer.ToSnakeCase(className);

            int count = counts.GetValueOrDefault(name);
            counts[name] = count + 1;
            names.Add(count == 0 ? name : $"{name}_{count}");
        }

        return [.. names];
    }
}
