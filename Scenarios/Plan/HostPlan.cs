using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Scenarios.Plan;

/// <summary>A host of a scenario: its specification, and the names of its devices.</summary>
internal sealed class HostPlan
{
    private readonly Dictionary<string, ObjectName> _devices = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _domains = new(StringComparer.Ordinal);

    /// <summary>A host.</summary>
    /// <param name="spec">The specification that it boots with.</param>
    /// <param name="aliases">Names that its devices have besides their addresses.</param>
    public HostPlan(HostSpec spec, IReadOnlyDictionary<string, Bdf> aliases)
    {
        Spec = spec;
        foreach (var device in spec.Devices)
        {
            _devices[device.Function.ToString()] = device.Name;
        }

        foreach (var (alias, function) in aliases)
        {
            _devices[alias] = new(spec.Host, ObjectKind.Device, function.ToString());
        }

        foreach (var domain in spec.Domains)
        {
            _domains.Add(domain.Name.Name);
        }
    }

    /// <summary>The specification that it boots with.</summary>
    public HostSpec Spec { get; private set; }

    public string Name => Spec.Host;

    /// <summary>Its name in the scenario. On a shared cluster the name of the host has the session's name before it.</summary>
    public required string Label { get; init; }

    /// <summary>Some device names, for messages.</summary>
    public string DeviceHint => Hint("device", Spec.Devices.Select(static device => device.Function.ToString()));

    /// <summary>Some domain names, for messages.</summary>
    public string DomainHint => Hint("domain", _domains);

    /// <summary>PASIDs are given out from 0 on.</summary>
    public void GiveOutZero() => Spec = Spec with { Settings = Spec.Settings with { PasidMin = Pasid.Zero } };

    /// <summary>The object of a device's name or address; null when there is none.</summary>
    public ObjectName? FindDevice(string text)
    {
        if (_devices.TryGetValue(text, out var device))
        {
            return device;
        }

        return Bdf.TryParse(text, out var function) && _devices.TryGetValue(function.ToString(), out device) ? device : null;
    }

    /// <summary>Whether there is such a domain.</summary>
    public bool HasDomain(string name) => _domains.Contains(name);

    private static string Hint(string what, IEnumerable<string> names)
    {
        var some = names.Take(8).ToArray();
        return some.Length == 0 ? $"a host with a {what}" : "one of " + string.Join(", ", some) + (some.Length == 8 ? " ..." : "");
    }
}
