using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <summary>Points of the text of 2018 as it was published.</summary>
public static class Point
{
    /// <summary>A shutdown asks after its waits whether the initialisation is still the one that it met.</summary>
    public static readonly ProtocolPoint ShutdownLooksAgain = new(
        "2018-v2",
        "shutdown-looks-again",
        "R9",
        "the later of two shutdowns takes back an initialisation that came after it"
    );

    /// <summary>A move enters a domain when the one before has been left.</summary>
    public static readonly ProtocolPoint MoveLeavesFirst = new(
        "2018-v2",
        "move-leaves-first",
        "4, 11",
        "what leaves the old domain takes back the entry of the new one"
    );

    /// <summary>An unbind that has put the last reference returns when the io_mm's memory is free.</summary>
    public static readonly ProtocolPoint UnbindWaitsForFree = new(
        "2018-v2",
        "unbind-waits-for-free",
        "2",
        "an unbind returns, and what it freed is there"
    );
}
