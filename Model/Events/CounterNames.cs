namespace SvaOrleans.Model.Events;

/// <summary>The counters of a run: one for every kind of event, and sums of the results' figures.</summary>
public static class CounterNames
{
    /// <summary>Figures of single results that are summed up.</summary>
    public static IReadOnlyList<string> Sums { get; } =
    [
        "notifications",
        "fanOut",
        "commands",
        "pagesOverInvalidated",
        "unaskedDrops",
        "refetches",
        "pagesRemoved",
        "atcHits",
        "iotlbHits",
        "walks",
        "pageRequests",
        "bondsReleased",
        "binds",
        "bindErrors",
        "dmaPages",
        "dmaErrors",
        "memoryErrors",
        "events",
        "exits",
    ];

    private static readonly HashSet<string> SumNames = new(Sums, StringComparer.Ordinal);

    /// <summary>Whether a figure is summed up.</summary>
    public static bool IsSum(string figure) => SumNames.Contains(figure);

    /// <summary>All names.</summary>
    public static IReadOnlySet<string> All { get; } =
        new SortedSet<string>([.. Enum.GetValues<SvaEventKind>().Select(SvaEventNames.Of), .. Sums], StringComparer.Ordinal);
}
