namespace SvaOrleans.Inputs.Topologies;

/// <summary>Where a directive stands, for messages; two places are always equal, because directives are compared by what they say.</summary>
/// <param name="Line">Line, from 1; 0 when it stands in no file.</param>
/// <param name="Column">Column, from 1.</param>
public readonly record struct DirectivePlace(long Line, int Column)
{
    /// <inheritdoc/>
    public bool Equals(DirectivePlace other) => true;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
