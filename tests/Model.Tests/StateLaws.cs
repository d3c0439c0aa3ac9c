namespace SvaOrleans.Model.Tests;

internal static class StateLaws
{
    /// <summary>A copy equals its original, and neither sees what happens to the other.</summary>
    public static void CopyIsIndependent<T>(T state, Action<T> change)
        where T : IModelState<T>
    {
        var before = state.Hash();
        var copy = state.Copy();
        Assert.Equal(before, copy.Hash());

        change(copy);
        Assert.NotEqual(before, copy.Hash());
        Assert.Equal(before, state.Hash());

        var changed = copy.Hash();
        var second = state.Copy();
        change(state);
        Assert.Equal(changed, state.Hash());
        Assert.Equal(changed, copy.Hash());
        Assert.Equal(before, second.Hash());
        copy.Check();
        state.Check();
        second.Check();
    }

    public static void AllDiffer(IEnumerable<ulong> hashes)
    {
        var list = hashes.ToList();
        Assert.Equal(list.Count, list.Distinct().Count());
    }

    public static int BrokenInvariant(Action check) => Assert.Throws<ModelInvariantException>(check).Invariant;
}
