using System.Collections.Immutable;

namespace SvaOrleans.Silo.Clusters;

/// <summary>What the grains of one silo have done since it started: sums by type and method, so that its size does not grow with the
/// number of grains.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="Types">The grain types, by name.</param>
public sealed record SiloActivity(string Silo, ImmutableArray<TypeActivity> Types);

/// <summary>What the grains of one type did.</summary>
/// <param name="Type">The grain type: <c>io-mm-2018</c>.</param>
/// <param name="Activations">How many live.</param>
/// <param name="Queued">How many requests wait or run at them.</param>
/// <param name="Methods">Their methods, by name.</param>
public sealed record TypeActivity(string Type, long Activations, long Queued, ImmutableArray<MethodActivity> Methods);

/// <summary>What one method did.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Calls">Calls that ended.</param>
/// <param name="Faults">Calls that ended in an exception.</param>
/// <param name="LatencySum">The sum of what those that ended without exception took, in nanoseconds: wall time from admission to end on
/// Orleans (measured); on the simulated engine the time that the call and its answer tell, waiting included (modelled).</param>
/// <param name="LatencyMax">The longest, in the same.</param>
public sealed record MethodActivity(string Method, long Calls, long Faults, long LatencySum, long LatencyMax);
