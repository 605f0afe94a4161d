namespace Weft.Engine;

/// <summary>What a step needs to know of the plan it is made for.</summary>
/// <param name="Arena">Where buffers are laid out.</param>
/// <param name="Group">The most samples that go through at a time.</param>
/// <param name="HasGradients">Whether gradients are wanted.</param>
/// <param name="IsFar">Whether a group's values lie further away than the second-level cache when they are needed again.</param>
/// <param name="Override">The convolution algorithms to use instead of the chosen ones, where they can; for tests.</param>
internal sealed record PlanMemory(ArenaLayout Arena, int Group, bool HasGradients, bool IsFar, ConvChoice? Override = null);
