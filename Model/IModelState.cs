namespace SvaOrleans.Model;

/// <summary>A plain piece of mutable state: it can be copied, compared by hash and checked, and does nothing else on its own.</summary>
/// <typeparam name="T">The state's own type.</typeparam>
public interface IModelState<out T>
{
    /// <summary>A deep copy: no later change of either shows in the other.</summary>
    T Copy();

    /// <summary>A number that is equal for equal states, whatever happened before, and the same in every process.</summary>
    ulong Hash();

    /// <summary>Looks for a broken invariant.</summary>
    /// <exception cref="ModelInvariantException">One is broken.</exception>
    void Check();
}
