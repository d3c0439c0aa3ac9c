using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Reports.Exploring;

/// <summary>Scenarios on kernels that lack something.</summary>
internal static class ScenarioWithout
{
    /// <summary>The same scenario on kernels without a point of the protocol.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="point">The name of the point.</param>
    public static ScenarioDocument Without(this ScenarioDocument document, string point)
    {
        var source = document.Source;
        return document.On(
            PointSet.Without(KnownPoints.Of(point)),
            RunHash.Mix(document.Hash, RunHash.Of(point)),
            source with
            {
                Read = text => source.Read(text).Without(point),
            }
        );
    }
}
