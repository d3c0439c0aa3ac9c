using System.Collections.Immutable;
using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Scenarios.Running;

/// <summary>The progress of a run on one host.</summary>
/// <param name="epoch">The host's boot.</param>
internal sealed class HostRun(BootEpoch epoch)
{
    /// <summary>The latest modelled time of an answer.</summary>
    public VirtualTime At { get; set; }

    /// <summary>The variables that <c>as:</c> has set.</summary>
    public ImmutableArray<Variable> Variables { get; set; } = [];

    /// <summary>The stamp of the next request.</summary>
    public Stamp Stamp => new(At, epoch);
}
