using SvaOrleans.Grains.Points;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation;

namespace SvaOrleans.Reports.Exploring;

/// <summary>Scenarios on kernels that lack something.</summary>
internal static class ScenarioWithout
{
    /// <summary>The same scenario on kernels without a point of the protocol.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="point">The point.</param>
    public static ScenarioDocument Without(this ScenarioDocument document, ProtocolPoint point)
    {
        var source = document.Source;
        return document.On(
            ProtocolPoints.Without(point),
            RunHash.Mix(document.Hash, RunHash.Of(point.ToString())),
            source with
            {
                Read = text => source.Read(text).Without(point),
            }
        );
    }
}
