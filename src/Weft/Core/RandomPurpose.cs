namespace Weft;

/// <summary>What a stream of random numbers is for; part of its key, so that streams do not meet.</summary>
internal enum RandomPurpose
{
    Weights = 1,
    Shuffle = 2,
    Dropout = 3,
    Sketches = 4,
    Augmentation = 5,
    Mixing = 6,
    Noise = 7,
    TestSplit = 16,
}
