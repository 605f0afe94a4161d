using System.Text;
using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>A whole model in one HDF5 file, as Keras wrote it from 2.0 to 3: the attributes <c>model_config</c> and <c>training_config</c>,
/// the
/// groups <c>model_weights</c> and <c>optimizer_weights</c>. Up to TensorFlow 2.12 a file called <c>.keras</c> is one as well.</summary>
internal static class HdfModelFile
{
    /// <summary>Reads the content of a file.</summary>
    /// <exception cref="ModelFileException">It is damaged, holds what Weft does not have, or holds weights alone.</exception>
    public static ModelFile Read(byte[] bytes)
    {
        HdfMembers members = new(bytes);
        if (members.Text(members.Root, "model_config") is not { } text)
        {
            using (members)
            {
                throw new ModelFileException(WeightsReader.IsTree(members) || LayerNamesReader.Is(members)
                    ? "expected a model, got weights without the layers they belong to. Build the model in code, or read it with "
                        + "Model.FromJson, "
                        + "and call LoadWeights on it with this file."
                    : "expected a model of Keras, got an HDF5 file without the attribute model_config. Save the model with "
                        + "model.save(\"name.keras\").");
            }
        }

        using LayerNamesReader weights = new(members, "model_weights");
        JsonObject config = KerasObject.Parse(Encoding.UTF8.GetBytes(text), "model_config");
        JsonObject? training = members.Text(members.Root, "training_config") is { } compiled
            ? KerasObject.Parse(Encoding.UTF8.GetBytes(compiled), "training_config") : null;
        return ModelAssembly.Build(config, OldCompilation.OfTraining(training), weights, weft: [], OwnPieces.None, []);
    }
}
