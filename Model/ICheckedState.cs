namespace SvaOrleans.Model;

/// <summary>The state of a kernel object, as monitors see it.</summary>
public interface ICheckedState
{
    /// <summary>A number that is equal for equal states, independent of their history, and the same in every process.</summary>
    ulong Hash();

    /// <summary>Looks for a broken invariant.</summary>
    /// <exception cref="ModelInvariantException">One is broken.</exception>
    void Check();
}
