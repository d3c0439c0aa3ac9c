using System.Globalization;

namespace SvaOrleans.Inputs.Traces.Events;

/// <summary>An address space of a trace, numbered from 1 in the order in which the trace makes them. Never used again.</summary>
/// <param name="Number">The number; 0 is none.</param>
public readonly record struct MmSerial(int Number)
{
    /// <summary>The number with its kind: <c>mm3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"mm{Number}");
}
