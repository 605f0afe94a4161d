using Weft.Cli.Choices;
using Weft.Cli.Training;

namespace Weft.Cli.Recipes;

/// <summary>A whole way of training by its name on the command line: network, optimizer, augmentation, epochs. Options given beside it change parts of it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Settings">What <c>weft train</c> does where no option says otherwise.</param>
internal sealed record Recipe(string Name, TrainSettings Settings) : Choice(Name)
{
    public static IReadOnlyList<Recipe> All { get; } = [SeedRecipe.Recipe, FastRecipe.Recipe, BestRecipe.Recipe];
}
