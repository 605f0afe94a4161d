using Weft.Layers;

namespace Weft.Tests.Formats;

/// <summary>HDF5 links that lead elsewhere, in each of the three ways in which a group keeps its members.</summary>
public sealed class HdfLinkTests : IDisposable
{
    // Copies a weights file with every group in the form asked for, and adds links or data sets that lead elsewhere.
    private const string Script = """
        import sys, h5py, numpy as np
        source, target, form, what, other = sys.argv[1:]
        h5py.get_config().track_order = form == "compact"
        with h5py.File(source) as old, h5py.File(target, "w", libver="earliest" if form == "table" else "latest") as new:
            def copy(a, b):
                for name, member in a.items():
                    if isinstance(member, h5py.Dataset):
                        b.create_dataset(name, data=member[()])
                    else:
                        copy(member, b.create_group(name))
                for name, value in a.attrs.items():
                    b.attrs[name] = value
            copy(old, new)
            for i in range(20 if form == "dense" else 0):
                new.create_group("more%d" % i)
            group = new["layers/dense"]
            if what == "circle":
                group["vars2"] = h5py.SoftLink("vars2")
                new["round"] = h5py.SoftLink("trip")
                new["trip"] = h5py.SoftLink("round")
            elif what == "soft":
                new["soft"] = h5py.SoftLink("/layers/dense/vars")
            elif what == "nowhere":
                new["nowhere"] = h5py.SoftLink("/not/here")
            elif what == "external":
                del group["vars"]
                group["vars"] = h5py.ExternalLink(other, "/layers/dense/vars")
            elif what == "values":
                del group["vars/1"]
                group["vars"].create_dataset("1", (2,), "f4", external=[(other, 0, 8)])
            elif what == "view":
                layout = h5py.VirtualLayout((2,), "f4")
                layout[:] = h5py.VirtualSource(other, "layers/dense/vars/1", (2,))
                del group["vars/1"]
                group["vars"].create_virtual_dataset("1", layout)
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Sequential _model = new([3], seed: 1) { new Dense(2) };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("table")]
    [InlineData("compact")]
    [InlineData("dense")]
    public void File_WithoutLinks_Loads(string form)
    {
        Sequential other = new([3], seed: 2) { new Dense(2) };
        other.LoadWeights(Written(form, "none"));
        Assert.Equal(_model.GetWeights().SelectMany(weight => weight.Value.Span.ToArray()), other.GetWeights().SelectMany(weight => weight.Value.Span.ToArray()));
    }

    [Theory]
    [InlineData("compact", "circle", "another place or file")]
    [InlineData("dense", "circle", "another place or file")]
    [InlineData("compact", "soft", "another place or file")]
    [InlineData("dense", "nowhere", "another place or file")]
    [InlineData("compact", "external", "another place or file")]
    [InlineData("dense", "external", "another place or file")]
    [InlineData("table", "external", "another place or file")]
    [InlineData("table", "values", "values in another file")]
    [InlineData("compact", "values", "values in another file")]
    [InlineData("compact", "view", "a view of other data sets")]
    [InlineData("dense", "view", "a view of other data sets")]
    public void Link_OutOfItsPlace_IsRefused(string form, string what, string reason)
    {
        string path = Written(form, what);
        ModelFileException error = Assert.Throws<ModelFileException>(() => new Sequential([3]) { new Dense(2) }.LoadWeights(path));
        Assert.Contains(reason, error.Message);
        Assert.Contains(path, error.Message);
    }

    // A table's soft links are followed by reads of the file, which are bounded.
    [Theory]
    [InlineData("circle")]
    [InlineData("soft")]
    [InlineData("nowhere")]
    public void SoftLink_InATable_EndsInANamedErrorOrIsPassedOver(string what)
    {
        string path = Written("table", what);
        try
        {
            new Sequential([3]) { new Dense(2) }.LoadWeights(path);
        }
        catch (ModelFileException error)
        {
            Assert.Contains(path, error.Message);
        }
    }

    private string Written(string form, string what)
    {
        (string plain, string path) = (_folder["plain.weights.h5"], _folder["linked.weights.h5"]);
        _model.SaveWeights(plain);
        Python.Run(Script, plain, path, form, what, plain);
        return path;
    }
}
