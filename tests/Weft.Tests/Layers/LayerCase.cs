using Weft.Layers;

namespace Weft.Tests.Layers;

/// <summary>A small network around what is to be tested.</summary>
internal sealed record LayerCase(string Name, Shape Input, int Batch, Loss Loss, params Layer[] Layers)
{
    public Sequential Build(int seed = 3)
    {
        Sequential model = new(Input, seed);
        foreach (Layer layer in Layers)
        {
            model.Add(layer);
        }

        return model;
    }

    public Sequential Compile(Optimizer? optimizer = null, int seed = 3)
    {
        Sequential model = Build(seed);
        model.Compile(optimizer ?? new SGD(0.1), Loss);
        return model;
    }

    public override string ToString() => Name;
}
