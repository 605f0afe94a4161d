using Weft.Tests.Keras;

namespace Weft.Tests.Formats;

/// <summary>Whole-model HDF5 files that are cut off or changed: a named error or a model, nothing else.</summary>
public sealed class HdfModelDamageTests
{
    [Theory]
    [InlineData("mlp-k2.1.6.h5")]
    [InlineData("names-k3.15.h5")]
    [InlineData("mlp-tf2.9.h5")]
    public void Damage_Anywhere_EndsInANamedErrorOrAModel(string file)
    {
        byte[] whole = File.ReadAllBytes(AgesCases.Path(file));
        Random random = new(5);
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = i % 4 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (int change = 0; change < 8 && damaged.Length > 0; change++)
            {
                damaged[random.Next(Math.Min(damaged.Length, i % 2 == 0 ? damaged.Length : 8192))] = i % 3 == 0 ? (byte)0xFF : (byte)random.Next(256);
            }

            try
            {
                using MemoryStream stream = new(damaged);
                Model.Load(stream);
            }
            catch (ModelFileException)
            {
            }
        }
    }
}
