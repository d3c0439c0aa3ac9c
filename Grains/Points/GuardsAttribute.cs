namespace SvaOrleans.Grains.Points;

/// <summary>What a point of the protocol is for.</summary>
/// <param name="names">The races and invariants that it keeps, by the names that the pages give them.</param>
/// <param name="without">What can happen without it.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class GuardsAttribute(string names, string without) : Attribute
{
    /// <summary>Races (R, D) and invariants (numbers).</summary>
    public string Names => names;

    /// <summary>What can happen without it.</summary>
    public string Without => without;
}
