namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>How a method wants its requests admitted and answered.</summary>
[Flags]
public enum CallTraits : byte
{
    /// <summary>A plain request: it waits until nothing else runs.</summary>
    None = 0,

    /// <summary>May overlap with anything and never becomes the blocking request.</summary>
    AlwaysInterleave = 1,

    /// <summary>May overlap with other read-only requests.</summary>
    ReadOnly = 2,

    /// <summary>The caller gets no response.</summary>
    OneWay = 4,
}
