using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>Which of the io_mms that one mm has had in turn is meant. A virtual actor never ceases to exist, so a call that names an
/// incarnation already reclaimed is the use-after-free that a kernel would have suffered.</summary>
/// <param name="Value">1 for the first io_mm of the mm; 0 for none.</param>
public readonly record struct Incarnation(ulong Value)
{
    /// <summary>The one after.</summary>
    public Incarnation Next => new(Value + 1);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
