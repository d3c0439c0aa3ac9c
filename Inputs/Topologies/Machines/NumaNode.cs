namespace SvaOrleans.Inputs.Topologies.Machines;

/// <summary>One NUMA node.</summary>
/// <param name="Node">Its number.</param>
/// <param name="Cpus">Its CPUs, as the kernel lists them: <c>0-3,8</c>.</param>
/// <param name="Distances">Distance to each node, in order of number; 10 is near.</param>
public sealed record NumaNode(int Node, string Cpus, IReadOnlyList<int> Distances);
