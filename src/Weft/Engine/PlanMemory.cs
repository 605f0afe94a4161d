namespace Weft.Engine;

/// <summary>What a step needs to know of the plan it is made for.</summary>
/// <param name="Arena">Where buffers are laid out.</param>
/// <param name="Group">The most samples that go through at a time.</param>
/// <param name="Training">Whether gradients are wanted.</param>
/// <param name="Override">The convolution algorithms to use instead of the chosen ones, where they can; for tests.</param>
internal sealed record PlanMemory(ArenaLayout Arena, int Group, bool Training, ConvChoice? Override = null);
