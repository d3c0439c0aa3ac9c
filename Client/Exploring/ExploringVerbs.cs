using System.CommandLine;
using SvaOrleans.Client.Exploring;

namespace SvaOrleans.Client.Verbs;

/// <summary>The verbs that need an engine which can repeat a run.</summary>
internal static class ExploringVerbs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All() => [ExploreVerb.Create(), ReplayVerb.Create(), ShrinkVerb.Create()];

    /// <summary>What can be measured of them.</summary>
    public static IEnumerable<Command> Benches() => [BenchExploreVerb.Create()];
}
