using Weft.Applications;

namespace Weft.Cli.Recipes;

/// <summary>Keras' applications as recipes, apart from the tool's own: who names one of those does not wait for the catalog.</summary>
internal static class ApplicationRecipes
{
    /// <summary>All of them, by their names in small letters.</summary>
    public static IReadOnlyList<ModelRecipe> All { get; } =
    [
        .. Application.All.Select(application => new ModelRecipe(
            application.Name.ToLowerInvariant(),
            (input, classes, seed, _) => application.Create(input, classes: classes, seed: seed),
            application.LeastSize)),
    ];
}
