using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>Puts pictures that are the same, or by pairs nearly, into groups.</summary>
internal static class DuplicateGroups
{
    /// <summary>The group of every picture: the number of its first one.</summary>
    public static int[] Of(int count, IEnumerable<PicturePair> pairs)
    {
        int[] parent = [.. Enumerable.Range(0, count)];
        foreach (PicturePair pair in pairs)
        {
            (int one, int other) = (Root(pair.First), Root(pair.Second));
            parent[Math.Max(one, other)] = Math.Min(one, other);
        }

        return [.. Enumerable.Range(0, count).Select(Root)];

        int Root(int picture)
        {
            while (parent[picture] != picture)
            {
                parent[picture] = parent[parent[picture]];
                picture = parent[picture];
            }

            return picture;
        }
    }
}
