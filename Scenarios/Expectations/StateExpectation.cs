using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Scenarios.Expectations;

/// <summary>What must be true of the state, and of what happened so far.</summary>
/// <param name="Place">Its place in the file.</param>
/// <param name="Checks">The single checks.</param>
internal sealed record StateExpectation(Place Place, IReadOnlyList<StateCheck> Checks);

/// <summary>One thing that must be true.</summary>
/// <param name="Place">Its place in the file.</param>
internal abstract record StateCheck(Place Place)
{
    /// <summary>Why it is not; null when it is.</summary>
    /// <param name="host">The host's state.</param>
    /// <param name="counters">The counters so far.</param>
    public abstract string? Explain(HostView host, IReadOnlyDictionary<string, long> counters);
}

/// <summary>Nothing of any bind is left. It counts only if caches were filled: otherwise there was nothing to leave.</summary>
internal sealed record NothingLeftCheck(Place Place) : StateCheck(Place)
{
    /// <inheritdoc/>
    public override string? Explain(HostView host, IReadOnlyDictionary<string, long> counters)
    {
        var left = host.Left;
        if (!left.IsNothing)
        {
            List<string> parts = [];
            Add(parts, left.Pasids, "PASID", "PASIDs");
            Add(parts, left.Bonds, "bond", "bonds");
            Add(parts, left.TableEntries, "PASID table entry", "PASID table entries");
            Add(parts, left.CachedTranslations, "cached translation", "cached translations");
            Add(parts, left.PendingFaults, "pending fault", "pending faults");
            Add(parts, left.DeferredFrees, "deferred free", "deferred frees");
            return $"expected nothing left, but there are {string.Join(", ", parts)}";
        }

        var atc = counters.GetValueOrDefault("atc_fill");
        var iotlb = counters.GetValueOrDefault("iotlb_fill");
        return atc > 0 && iotlb > 0
            ? null
            : $"nothing is left, but that shows nothing: on the way {atc} device TLB entries and {iotlb} IOTLB entries were filled; let a device do DMA before";
    }

    private static void Add(List<string> parts, int count, string one, string many)
    {
        if (count > 0)
        {
            parts.Add($"{count} {(count == 1 ? one : many)}");
        }
    }
}

/// <summary>A figure of what happened so far.</summary>
internal sealed record CounterCheck(Place Place, string Name, FigureBounds Bounds) : StateCheck(Place)
{
    /// <inheritdoc/>
    public override string? Explain(HostView host, IReadOnlyDictionary<string, long> counters)
    {
        var value = counters.GetValueOrDefault(Name);
        return Bounds.Holds(value) ? null : $"expected {Name} {Bounds}, but it is {value}";
    }
}

/// <summary>A table of numbers and names, compared as a whole.</summary>
/// <param name="Place">Its place in the file.</param>
/// <param name="What">The name of the table, for messages.</param>
/// <param name="Expected">Its rows, sorted.</param>
/// <param name="Read">Reads the rows from the state; null when there is no such table.</param>
internal sealed record TableCheck(Place Place, string What, IReadOnlyList<string> Expected, Func<HostView, IReadOnlyList<string>?> Read)
    : StateCheck(Place)
{
    /// <inheritdoc/>
    public override string? Explain(HostView host, IReadOnlyDictionary<string, long> counters)
    {
        var rows = Read(host);
        if (rows is null)
        {
            return $"expected {What}, but there is none";
        }

        return rows.SequenceEqual(Expected) ? null : $"expected {What} to be {Describe(Expected)}, but it is {Describe(rows)}";
    }

    private static string Describe(IReadOnlyList<string> rows) => rows.Count == 0 ? "empty" : "{" + string.Join(", ", rows) + "}";
}
