using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Simulation.Engine;

/// <content>Code around calls.</content>
public sealed partial class World
{
    /// <summary>Filters around every call at its target; null for none.</summary>
    public IReadOnlyList<Func<FilteredCall, Task>>? IncomingFilters { get; set; }

    /// <summary>Filters around every call of a grain, at the caller; null for none.</summary>
    public IReadOnlyList<Func<FilteredCall, Task>>? OutgoingFilters { get; set; }

    /// <summary>Filters around every call of the client, at the caller; null for none.</summary>
    public IReadOnlyList<Func<FilteredCall, Task>>? ClientFilters { get; set; }
}
