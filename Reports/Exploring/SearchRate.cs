using System.Globalization;
using SvaOrleans.Simulation.Exploration;

namespace SvaOrleans.Reports.Exploring;

/// <summary>The speed of an exploration, in a figure that also fits slow searches.</summary>
internal static class SearchRate
{
    private const double Fast = 10;

    /// <summary>The rate: <c>1,234 orders/s</c>, <c>3.2 orders/s</c>, <c>4.5 s an order</c>.</summary>
    /// <param name="progress">The progress of a search, and its time.</param>
    public static string Of(ExplorationProgress progress) =>
        progress.PerSecond switch
        {
            0 => "no order has ended",
            >= Fast => string.Create(CultureInfo.InvariantCulture, $"{progress.PerSecond:N0} orders/s"),
            >= 1 => string.Create(CultureInfo.InvariantCulture, $"{progress.PerSecond:0.0} orders/s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{1 / progress.PerSecond:0.0} s an order"),
        };
}
