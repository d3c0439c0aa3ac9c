using SvaOrleans.Inputs.Traces;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Workloads;

/// <summary>The events that a workload plays, read from its trace on demand.</summary>
internal static class WorkloadEvents
{
    /// <summary>Reads them.</summary>
    /// <param name="segment">The workload.</param>
    /// <param name="start">The time at which the first one is played.</param>
    /// <param name="progress">Receives how far the trace has been read; null for no progress.</param>
    public static IEnumerable<ReplayEvent> Read(WorkloadSegment segment, VirtualTime start, IProgress<TraceProgress>? progress)
    {
        var mapping = new ReplayMapping(segment.Host.Name, start);
        using var reader = TraceReader.Open(segment.Workload.TracePath, progress);
        foreach (
            var traced in reader.Read().Take(segment.Workload.MaxEvents is { } most ? (int)Math.Min(most, int.MaxValue) : int.MaxValue)
        )
        {
            if (mapping.Map(traced) is { } happened)
            {
                yield return happened;
            }
        }

        foreach (var happened in mapping.EndAll())
        {
            yield return happened;
        }
    }
}
