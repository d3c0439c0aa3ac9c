namespace SvaOrleans.Grains.Kernel;

/// <summary>The program's step for which the code that runs was called: each request sets it from its stamp and keeps it across its waits,
/// also while an object has several requests under way.</summary>
/// <remarks>Only events tell it. It is no part of any state, no decision depends on it, and a call takes it along in its stamp.</remarks>
internal static class CausingStep
{
    private static readonly AsyncLocal<int> Flowing = new();

    /// <summary>The step's number; 0 for none.</summary>
    public static int Current
    {
        get => Flowing.Value;
        set
        {
            // Setting it makes another execution context, also for the number that it has.
            if (Flowing.Value != value)
            {
                Flowing.Value = value;
            }
        }
    }
}
