using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Tables;

/// <summary>What the IOMMU knows of a requester id (Arm stream table entry, AMD device table entry, Intel context entry).</summary>
/// <param name="Domain">The domain that the device is attached to.</param>
/// <param name="IsAtsEnabled">Whether translation requests of the device are answered.</param>
public readonly record struct DeviceEntry(ObjectName Domain, bool IsAtsEnabled);

/// <summary>An IOMMU's table of devices.</summary>
public sealed class DeviceTable : IModelState<DeviceTable>
{
    private readonly SortedDictionary<Bdf, DeviceEntry> _entries = [];

    /// <summary>The entries, by requester id.</summary>
    public IEnumerable<(Bdf Device, DeviceEntry Entry)> Entries => _entries.Select(entry => (entry.Key, entry.Value));

    /// <summary>How many devices have an entry.</summary>
    public int Count => _entries.Count;

    /// <summary>Looks a device up.</summary>
    /// <param name="device">Its requester id.</param>
    /// <param name="entry">Its entry.</param>
    /// <returns>False when it has none: its requests are unsupported.</returns>
    public bool TryGet(Bdf device, out DeviceEntry entry) => _entries.TryGetValue(device, out entry);

    /// <summary>Sets a device's entry, over an old one if there is one.</summary>
    /// <param name="device">Its requester id.</param>
    /// <param name="entry">The entry.</param>
    public void Set(Bdf device, DeviceEntry entry) => _entries[device] = entry;

    /// <summary>Removes a device's entry.</summary>
    /// <param name="device">Its requester id.</param>
    /// <returns>False when it had none.</returns>
    public bool Clear(Bdf device) => _entries.Remove(device);

    /// <inheritdoc/>
    public DeviceTable Copy()
    {
        var copy = new DeviceTable();
        foreach (var (device, entry) in _entries)
        {
            copy._entries.Add(device, entry);
        }

        return copy;
    }

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        foreach (var (device, entry) in _entries)
        {
            hash.Add(device.Segment);
            hash.Add((ulong)device.RequesterId);
            hash.Add(entry.Domain);
            hash.Add(entry.IsAtsEnabled);
        }

        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        foreach (var (device, entry) in _entries)
        {
            ModelInvariantException.Require(!entry.Domain.IsNone, 0, $"device {device} has an entry without a domain");
        }
    }
}
