namespace SvaOrleans.Client.Verbs;

/// <summary>The help text of the verbs that need an engine which can repeat a run: they use it whichever engine is chosen.</summary>
internal static class ExploringWords
{
    /// <summary>Of <c>sva explore</c>.</summary>
    public const string Explore = "Run scenarios under many orders of their steps, or under all, and shrink the first order that fails.";

    /// <summary>Of <c>sva replay</c>.</summary>
    public const string Replay = "Run one order of a scenario's steps again, from the line that explore printed.";

    /// <summary>Of <c>sva shrink</c>.</summary>
    public const string Shrink = "Make a failing order smaller while the same invariant fails.";

    /// <summary>Of <c>sva bench explore</c>.</summary>
    public const string Bench = "Measure how fast orders are explored, and how long whole searches take.";
}
