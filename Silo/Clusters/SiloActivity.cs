using System.Collections.Immutable;

namespace SvaOrleans.Silo.Clusters;

/// <summary>The activity of one silo's grains since it started: sums by type and method, so that the size does not grow with the number of
/// grains.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="Types">The grain types, by name.</param>
public sealed record SiloActivity(string Silo, ImmutableArray<TypeActivity> Types);

/// <summary>The activity of the grains of one type.</summary>
/// <param name="Type">The grain type: <c>io-mm-2018</c>.</param>
/// <param name="Activations">How many are active.</param>
/// <param name="Queued">How many of their requests wait or run.</param>
/// <param name="Methods">Their methods, by name.</param>
public sealed record TypeActivity(string Type, long Activations, long Queued, ImmutableArray<MethodActivity> Methods);

/// <summary>The activity of one method.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Calls">Calls that ended.</param>
/// <param name="Faults">Calls that ended in an exception.</param>
/// <param name="LatencySum">The sum of the latencies of calls that ended without an exception, in nanoseconds. On Orleans it is wall time
/// from admission to end (measured); on the simulated engine it is the time between the stamps of call and answer, waiting included
/// (modelled).</param>
/// <param name="LatencyMax">The longest latency, in nanoseconds.</param>
public sealed record MethodActivity(string Method, long Calls, long Faults, long LatencySum, long LatencyMax);
