namespace SvaOrleans.Model;

/// <summary>A plain piece of mutable state: it can be copied, compared by hash and checked, and does nothing else on its own.</summary>
/// <typeparam name="T">The state's own type.</typeparam>
public interface IModelState<out T> : ICheckedState
{
    /// <summary>A deep copy: no later change of either shows in the other.</summary>
    T Copy();
}
