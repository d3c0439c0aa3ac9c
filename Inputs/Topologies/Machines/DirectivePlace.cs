namespace SvaOrleans.Inputs.Topologies.Machines;

/// <summary>The place of a directive, for messages. Two places are always equal, so that directives are compared by content.</summary>
/// <param name="Line">Line, from 1; 0 when the directive is in no file.</param>
/// <param name="Column">Column, from 1.</param>
public readonly record struct DirectivePlace(long Line, int Column)
{
    /// <inheritdoc/>
    public bool Equals(DirectivePlace other) => true;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
