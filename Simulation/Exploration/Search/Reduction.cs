namespace SvaOrleans.Simulation.Exploration.Search;

/// <summary>How an exhaustive search leaves out schedules that mean the same as others.</summary>
public enum Reduction
{
    /// <summary>Not at all: every order of every two steps. For tiny cases, and to check the others against.</summary>
    None,

    /// <summary>Sleep sets (Godefroid, 1996): no two schedules that mean the same run to their ends; many are begun.</summary>
    SleepSets,

    /// <summary>Source sets (Abdulla, Aronis, Jonsson, Sagonas, POPL 2014): only orders that a race in an earlier schedule calls for are
    /// begun.</summary>
    SourceSets,
}
