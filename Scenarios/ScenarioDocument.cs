using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios;

/// <summary>A scenario that was read and checked, to be compiled for each run.</summary>
/// <param name="plan">As it was found, under the names of the file.</param>
/// <param name="compile">Compiles it with host names that begin with something.</param>
/// <param name="hash">Of its text and its place in the file.</param>
/// <param name="source">Its source.</param>
internal sealed class ScenarioDocument(ScenarioPlan plan, Func<string, ScenarioPlan> compile, ulong hash, ScenarioSource source)
{
    public ScenarioSource Source => source;

    /// <summary>A number that is another one for another text: what a replay token names a scenario by.</summary>
    public ulong Hash => hash;

    /// <summary>The points of the protocol that its kernels keep.</summary>
    public PointSet Points { get; private init; } = PointSet.All;

    /// <summary>The same scenario on kernels that keep other points of the protocol. For a replay token it is another scenario.</summary>
    /// <param name="points">The points.</param>
    /// <param name="name">Its number.</param>
    /// <param name="from">Its source, on the same kernels.</param>
    public ScenarioDocument On(PointSet points, ulong name, ScenarioSource from) => new(plan, compile, name, from) { Points = points };

    /// <summary>As the file says it.</summary>
    public ScenarioPlan Plan => plan;

    /// <summary>For a run in which host names begin with something.</summary>
    public ScenarioPlan PlanFor(string hostPrefix) => compile(hostPrefix);
}
