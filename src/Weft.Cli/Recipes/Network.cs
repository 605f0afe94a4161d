using Weft.Applications;

namespace Weft.Cli.Recipes;

/// <summary>A built-in network to measure, with the pictures it is measured on. bench/peers/networks.py describes the same ones to PyTorch; keep the two alike.</summary>
/// <param name="Recipe">The network.</param>
/// <param name="Input">The shape of one picture.</param>
/// <param name="Batch">Pictures per training step.</param>
internal sealed record Network(ModelRecipe Recipe, Shape Input, int Batch)
{
    private const int Classes = 10;

    /// <summary>How many pictures of more than 64x64 are measured in a step: of more, a deep network's values fill gigabytes.</summary>
    public const int LargePictures = 16;

    /// <summary>The tool's own ones.</summary>
    public static IReadOnlyList<Network> All { get; } =
    [
        .. ModelRecipe.Own.Select(recipe => recipe.Name switch
        {
            "wide" => new Network(recipe, [32, 32, 3], 128),
            "fast" or "best" => new Network(recipe, [28, 28, 1], 128),
            _ => new Network(recipe, [28, 28, 1], 64),
        }),
    ];

    /// <summary>What both sides call it.</summary>
    public string Name => Recipe.Name;

    /// <summary>One of the tool's own, or an application of Keras at the size it was made for; null where there is none.</summary>
    public static Network? Find(string name) => All.FirstOrDefault(network => network.Name == name)
        ?? (ModelRecipe.Find(name) is { } recipe && Application.Named(recipe.Name) is { DefaultSize: var size } ? new Network(recipe, [size, size, 3], LargePictures) : null);

    public static Network Named(string name) => All.FirstOrDefault(network => network.Name == name)
        ?? throw new ArgumentException($"expected a network out of {string.Join(", ", All.Select(network => network.Name))}, got '{name}'.");

    /// <summary>The network with first weights of a fixed seed.</summary>
    public Model Create(int threads)
    {
        Model model = Recipe.Create(Input, Classes, seed: 0, Name);
        model.Threads = threads;
        return model;
    }
}
