namespace Weft.Data;

/// <summary>Which samples <see cref="ConfidentLearning"/> takes for wrongly labelled. None takes a sample whose label is the likeliest class.</summary>
public enum LabelFilter
{
    /// <summary>For every pair of classes, as many samples as the joint counts there: those where the other class is most ahead of the label.</summary>
    NoiseRate,

    /// <summary>Of every class, as many samples as the joint counts off the diagonal: those whose label is least likely.</summary>
    ClassRate,

    /// <summary>What <see cref="NoiseRate"/> and <see cref="ClassRate"/> have in common.</summary>
    Both,

    /// <summary>What the joint counted off the diagonal: samples that confidently belong to another class.</summary>
    ConfidentJoint,

    /// <summary>Every sample whose likeliest class is not its label.</summary>
    Disagreement,
}
