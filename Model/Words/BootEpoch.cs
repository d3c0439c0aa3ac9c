using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>The number of a host's boot: it grows when the host restarts after a crash, and every request carries it.</summary>
/// <param name="Value">1 for the first boot; 0 for a host that never booted.</param>
public readonly record struct BootEpoch(ulong Value)
{
    /// <summary>The one after.</summary>
    public BootEpoch Next => new(Value + 1);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
