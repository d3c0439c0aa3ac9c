using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Scenarios.Running;

/// <summary>The figures of a replay by name, as expectations and output call them.</summary>
internal static class ReplayFigureNames
{
    public static IReadOnlyList<Figure> Of(ReplayFigures figures) =>
        [
            new("events", figures.Events),
            new("binds", figures.Binds),
            new("bindErrors", figures.BindErrors),
            new("dmaPages", figures.DmaPages),
            new("dmaErrors", figures.DmaErrors),
            new("atcHits", figures.AtcHits),
            new("iotlbHits", figures.IotlbHits),
            new("pageRequests", figures.PageRequests),
            new("memoryErrors", figures.MemoryErrors),
            new("pagesRemoved", figures.PagesRemoved),
            new("notifications", figures.Invalidations.Notifications),
            new("fanOut", figures.Invalidations.FanOut),
            new("commands", figures.Invalidations.Commands),
            new("pagesOverInvalidated", (long)figures.Invalidations.Beyond.Pages),
            new("unaskedDrops", figures.Invalidations.Beyond.Translations),
            new("refetches", figures.Refetches),
            new("exits", figures.Exits),
            new("bondsReleased", figures.BondsReleased),
            new("teardownTotalNs", figures.TeardownTotal.Nanoseconds),
            new("teardownMaxNs", figures.TeardownMax.Nanoseconds),
        ];
}
