using PureHDF;

namespace Weft.Formats;

/// <summary>The members of an HDF5 file by their paths, and the texts in its attributes.</summary>
/// <remarks>
/// To look a member up takes a walk over all of a group's members, so each group is listed once. Keras wrote on Windows groups of the root
/// whose names are whole paths with backslashes; those stand here where their paths say.
/// </remarks>
internal sealed class HdfMembers : IDisposable
{
    private readonly Dictionary<string, Dictionary<string, IH5Object>> _members = [];
    private readonly IDisposable _file;
    private readonly long _bytes;

    /// <param name="bytes">The file, which becomes the reader's own.</param>
    public HdfMembers(byte[] bytes)
    {
        HdfHeaps.RequireInside(bytes);
        HdfCaches.Forget(bytes);
        var file = H5File.Open(new GuardedStream(bytes), leaveOpen: false);
        (Root, _file, _bytes) = (file, file, bytes.Length);
        _members[""] = List(file);
        foreach ((string name, IH5Object member) in _members[""].Where(member => member.Key.Contains('\\')).ToArray())
        {
            int cut = name.LastIndexOf('\\');
            Of(name[..cut].Replace('\\', '/')).TryAdd(name[(cut + 1)..], member);
        }
    }

    public IH5Group Root { get; }

    public void Dispose() => _file.Dispose();

    /// <summary>The members of a group; none where there is no such group.</summary>
    public Dictionary<string, IH5Object> Of(string path)
    {
        if (!_members.TryGetValue(path, out Dictionary<string, IH5Object>? members))
        {
            _members[path] = members = Group(path) is { } group ? List(group) : [];
        }

        return members;
    }

    public IH5Group? Group(string path) => path.Length == 0 ? Root : Find(path) as IH5Group;

    public IH5Dataset? Dataset(string path) => Find(path) as IH5Dataset;

    /// <summary>The text of an attribute; null where it has none.</summary>
    public string? Text(IH5Object owner, string name) => Texts(owner, name) is [var only, ..] ? only : null;

    /// <summary>The texts of an attribute; null where it is missing. An empty list of Keras is one of numbers.</summary>
    /// <exception cref="ModelFileException">They are no texts, or more than the file can hold.</exception>
    public string[]? Texts(IH5Object owner, string name)
    {
        if (!owner.AttributeExists(name))
        {
            return null;
        }

        IH5Attribute attribute = owner.Attribute(name);
        decimal count = attribute.Space.Dimensions.Aggregate(1m, (product, extent) => product * extent);
        if (count == 0)
        {
            return [];
        }

        if (attribute.Type.Class is not (H5DataTypeClass.VariableLength or H5DataTypeClass.String) || count * attribute.Type.Size > _bytes)
        {
            throw new ModelFileException($"expected texts in the attribute '{name}' of '{owner.Name}', got {count} of class "
                + $"{attribute.Type.Class}. The file is damaged; get a fresh copy.");
        }

        return attribute.Space.Dimensions.Length == 0 ? [attribute.Read<string>()] : attribute.Read<string[]>();
    }

    /// <summary>The texts of an attribute that HDF5's limit of 64 KB has Keras split: <c>layer_names</c>, or <c>layer_names0</c> and
    /// on.</summary>
    public string[]? SplitTexts(IH5Object owner, string name)
    {
        if (Texts(owner, name) is { } whole)
        {
            return whole;
        }

        List<string[]> parts = [];
        while (Texts(owner, $"{name}{parts.Count}") is { } part)
        {
            parts.Add(part);
        }

        return parts.Count == 0 ? null : [.. parts.SelectMany(part => part)];
    }

    private IH5Object? Find(string path)
    {
        int slash = path.LastIndexOf('/');
        return Of(slash < 0 ? "" : path[..slash]).GetValueOrDefault(path[(slash + 1)..]);
    }

    private static Dictionary<string, IH5Object> List(IH5Group group)
    {
        Dictionary<string, IH5Object> members = [];
        foreach (IH5Object member in group.Children())
        {
            if (member is IH5Dataset { Layout.Class: H5DataLayoutClass.VirtualStorage })
            {
                throw new ModelFileException($"expected the values of '{member.Name}' in the file, got a view of other data sets. Keras "
                    + "never writes one; get a file from its maker.");
            }

            members.TryAdd(member.Name, member);
        }

        return members;
    }
}
