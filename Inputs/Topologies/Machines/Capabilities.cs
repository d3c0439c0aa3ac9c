namespace SvaOrleans.Inputs.Topologies.Machines;

/// <summary>Address Translation Service: the function can ask the IOMMU for translations and keep them.</summary>
/// <param name="InvalidateQueueDepth">Invalidations it can have outstanding, 1 to 32 (the register's 0 means 32).</param>
/// <param name="SmallestTranslationUnit">The register's value: units of 2^(value + 12) bytes.</param>
/// <param name="Enabled">Whether the system had it on.</param>
/// <param name="Granted">Whether a grant gives it, not the imported system.</param>
public sealed record AtsCapability(int InvalidateQueueDepth, int SmallestTranslationUnit, bool Enabled, bool Granted = false);

/// <summary>Process Address Space ID: the function can name the address space of an access.</summary>
/// <param name="WidthBits">Width of the number, 1 to 20 bits.</param>
/// <param name="Execute">Whether it can ask for execute permission.</param>
/// <param name="Privileged">Whether it can ask in privileged mode.</param>
/// <param name="Enabled">Whether the system had it on.</param>
/// <param name="Granted">Whether a grant gives it, not the imported system.</param>
public sealed record PasidCapability(int WidthBits, bool Execute, bool Privileged, bool Enabled, bool Granted = false);

/// <summary>Page Request Interface: the function can ask for pages that are not there.</summary>
/// <param name="Capacity">Page requests it can have outstanding.</param>
/// <param name="Allocation">How many of them the system allows it.</param>
/// <param name="Enabled">Whether the system had it on.</param>
/// <param name="Granted">Whether a grant gives it, not the imported system.</param>
public sealed record PriCapability(uint Capacity, uint Allocation, bool Enabled, bool Granted = false);
