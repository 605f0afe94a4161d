using Weft.Cli.Choices;
using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Cli.Recipes;

namespace Weft.Cli.Training;

/// <summary>Where the model to train comes from.</summary>
internal abstract record ModelSource
{
    /// <summary>What <c>--model</c> names: a network of the tool's own, a JSON description, a saved model or the folder of a run.</summary>
    /// <param name="word">The name or path.</param>
    /// <param name="directory">From where a path counts.</param>
    /// <param name="pixels">What a saved model takes pixels for, where its file does not say.</param>
    /// <exception cref="UsageException">It is none of them.</exception>
    public static ModelSource Parse(string word, string directory, PixelChoice? pixels = null)
    {
        if (ModelRecipe.Find(word) is { } recipe)
        {
            return new BuiltIn(recipe);
        }

        string path = Path.GetFullPath(word, directory);
        if (File.Exists(path) || Directory.Exists(path))
        {
            bool isDescription = Path.GetExtension(word).Equals(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(path)
                && !ModelLoading.IsScriptModel(path);
            return isDescription ? new Described(path) : new Saved(path) { Pixels = pixels };
        }

        if (word.AsSpan().ContainsAny('/', '\\', '.') || word.StartsWith('~'))
        {
            throw new UsageException($"--model: expected a file or the folder of a run, got '{word}', and there is nothing at {path}. "
                + "Check the path; without a slash or an ending it is the name of a network.");
        }

        string[] names = [.. ModelRecipe.All.Select(known => known.Name)];
        throw new UsageException($"--model: expected one of {string.Join(", ", names)}, or a .json, .keras or .h5 file, got '{word}', which is neither.{Suggestions.DidYouMean(word, names)}");
    }

    /// <summary>The model before training.</summary>
    /// <param name="input">The shape of the pictures.</param>
    /// <param name="classes">How many classes they have.</param>
    /// <param name="seed">Where its randomness comes from.</param>
    public abstract Model Create(Shape input, int classes, int seed);

    /// <summary>The saved model that training goes on from, as its file has it; null where training begins anew.</summary>
    public virtual Model? Open() => null;

    /// <summary>The pictures asked for, what is left open decided by the model: their shape, and how they are fitted into it.</summary>
    public virtual DataRequest Complete(DataRequest pictures) => pictures;

    /// <summary>Whether the model is one that was trained, and has learned what its outputs mean.</summary>
    public virtual bool IsTrained => false;

    /// <summary>A network of the tool's own.</summary>
    internal sealed record BuiltIn(ModelRecipe Recipe) : ModelSource
    {
        public override Model Create(Shape input, int classes, int seed) => Recipe.Create(input, classes, seed);
    }

    /// <summary>A description in Keras' JSON.</summary>
    internal sealed record Described(string Path) : ModelSource
    {
        public override DataRequest Complete(DataRequest pictures) => pictures.For(Create([], 0, seed: 0).InputShape);

        public override Model Create(Shape input, int classes, int seed)
        {
            try
            {
                return Model.FromJson(File.ReadAllText(Path), seed);
            }
            catch (ModelFileException error)
            {
                throw new ModelFileException($"{Path}: {error.Message}", error);
            }
        }
    }

    /// <summary>A saved model, to be trained further.</summary>
    internal sealed record Saved(string Path) : ModelSource
    {
        /// <summary>What it takes pixels for, where the command line says it.</summary>
        public PixelChoice? Pixels { get; init; }

        public override DataRequest Complete(DataRequest pictures) => pictures.FittedFor(Open());

        public override bool IsTrained => true;

        public override Model Create(Shape input, int classes, int seed) => Open().Copy(seed);

        public override Model Open()
        {
            Model model = ModelLoading.ForPictures(ModelLoading.Open(Path), Path);
            return Pixels?.Apply(model) ?? model;
        }
    }

    /// <summary>The model of a run that was stopped, as its checkpoint has it.</summary>
    internal sealed record Resumed(string Checkpoint) : ModelSource
    {
        public override DataRequest Complete(DataRequest pictures) => pictures.FittedFor(Open());

        public override bool IsTrained => true;

        public override Model Create(Shape input, int classes, int seed) => Open().Copy();

        public override Model Open()
        {
            try
            {
                return Model.Load(Checkpoint);
            }
            catch (ModelFileException error)
            {
                throw new ModelFileException($"{error.Message} Remove it to start over.", error);
            }
        }
    }
}
