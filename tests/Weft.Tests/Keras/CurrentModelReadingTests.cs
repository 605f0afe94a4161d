using System.Text.Json.Nodes;

using Weft.Formats;
using Weft.Tests.Formats;

namespace Weft.Tests.Keras;

/// <summary>What of the real Keras' files is read, in what order, and what is passed over.</summary>
public sealed class CurrentModelReadingTests(ITestOutputHelper output)
{
    /// <summary>Files that hold layers or options Weft does not have; they are refused by name. A line goes when its file is read.</summary>
    public static IReadOnlyList<string> PassedOver { get; } =
    [
        "attention", "batch-renorm", "channels-first", "dense-sequence", "lora", "ops-more", "quantized-int8",
        "regularization-layers", "spectral", "vit",
    ];

    [Fact]
    public void Load_AllFiles_PassesOverWhatIsListed()
    {
        string folder = KerasFiles.Require("current");
        List<string> refused = [];
        foreach (string name in KerasFiles.Cases("current").Keys)
        {
            try
            {
                Model model = Model.Load(Path.Combine(folder, $"{name}.keras"));
                foreach (string note in model.LoadNotes)
                {
                    output.WriteLine($"{name}, noted: {note}");
                }
            }
            catch (ModelFileException error)
            {
                refused.Add(name);
                output.WriteLine($"{name}, passed over: {error.Message[(error.Message.IndexOf(".keras: ", StringComparison.Ordinal) + 8)..]}");
            }
        }

        output.WriteLine($"{refused.Count} of {KerasFiles.Cases("current").Count} passed over; read though listed: {string.Join(", ", PassedOver.Except(refused))}.");
        Assert.Equal(PassedOver.Order(), refused.Order());
    }

    // Their order is that of weights' groups and of the optimizer's variables.
    [Fact]
    public void Layers_OfAllFiles_StandInTheirOrder()
    {
        string folder = KerasFiles.Require("current");
        int read = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*.keras"))
        {
            JsonObject config = KerasArchive.Config(path);
            try
            {
                AssertOrder(config["config"]!, new KerasModelReader(weft: [], notes: []).Read(config), path);
                read++;
            }
            catch (ModelFileException)
            {
            }
        }

        Assert.True(read > 50, $"expected most files to be read, got {read}.");
    }

    private static void AssertOrder(JsonNode config, ModelGraph graph, string path)
    {
        JsonObject[] layers = [.. config["layers"]!.AsArray().Select(layer => layer!.AsObject())];
        string[] names = [.. layers.Select(layer => (string)(layer["name"] ?? layer["config"]!["name"])!)];
        Assert.Equal((path, string.Join(' ', names)), (path, string.Join(' ', graph.Layers.Select(layer => layer.Name))));
        foreach ((JsonObject layer, BuiltLayer built) in layers.Zip(graph.Layers).Where(pair => pair.Second.Inner is not null))
        {
            AssertOrder(layer["config"]!, built.Inner!, path);
        }
    }
}
