namespace SvaOrleans.Grains.Kernel.Points;

/// <summary>A wait, a check after a wait, or a reference held across a wait, which an experiment can disable to show its purpose.</summary>
/// <param name="owner">The part of the kernel that has the point: <c>host</c>, <c>mm</c>, or a generation.</param>
/// <param name="name">The name, as <c>--without</c> takes it. Generations that have the same point give it the same name.</param>
/// <param name="guards">The races (R, D) and invariants (numbers) that the point keeps.</param>
/// <param name="without">The failure that is possible without the point.</param>
public sealed class ProtocolPoint(string owner, string name, string guards, string without)
{
    /// <summary>The part of the kernel that has the point.</summary>
    public string Owner => owner;

    /// <summary>The name, as <c>--without</c> takes it.</summary>
    public string Name => name;

    /// <summary>The races (R, D) and invariants (numbers) that the point keeps.</summary>
    public string Guards => guards;

    /// <summary>The failure that is possible without the point.</summary>
    public string Without => without;

    /// <inheritdoc/>
    public override string ToString() => name;
}
