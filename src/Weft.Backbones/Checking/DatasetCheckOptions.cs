using Weft.Data;
using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>How a data set is checked.</summary>
public sealed record DatasetCheckOptions
{
    /// <summary>Into how many folds the pictures are cut to be judged by what has not seen them; null for 5 of a head on a backbone, and 3 of a network.</summary>
    public int? Folds { get; init; }

    /// <summary>Whether a small network learns the classes where no backbone is given, 1,000 pictures or more of 8 to 64 pixels are there, and 20 or more of each class. True by default.</summary>
    public bool AllowsNetwork { get; init; } = true;

    /// <summary>Which labels are taken for wrong. <see cref="LabelFilter.Both"/> by default, the careful one.</summary>
    public LabelFilter Filter { get; init; } = LabelFilter.Both;

    /// <summary>Below how many of 255 grey levels, as root of the mean square, pictures are nearly the same. 8 by default.</summary>
    public double NearLevels { get; init; } = DuplicateSearch.NearLevels;

    /// <summary>Where folds and weights get their randomness.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many threads compute; null for all processors. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>Where features are kept from run to run; null keeps none.</summary>
    public string? CacheFolder { get; init; }
}
