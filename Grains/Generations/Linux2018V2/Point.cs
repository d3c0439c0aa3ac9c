using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <summary>Points of the patches of 2018 as they were published.</summary>
public static class Point
{
    /// <summary>A shutdown checks after its waits that the initialisation is still the one that it began with.</summary>
    public static readonly ProtocolPoint ShutdownLooksAgain = new(
        "2018-v2",
        "shutdown-looks-again",
        "R9",
        "the later of two shutdowns undoes an initialisation made after the first"
    );

    /// <summary>A move leaves the old domain before it joins the new one.</summary>
    public static readonly ProtocolPoint MoveLeavesFirst = new(
        "2018-v2",
        "move-leaves-first",
        "4, 11",
        "leaving the old domain clears the entry of the new one"
    );

    /// <summary>An unbind that has put the last reference returns after the io_mm's memory is freed.</summary>
    public static readonly ProtocolPoint UnbindWaitsForFree = new(
        "2018-v2",
        "unbind-waits-for-free",
        "2",
        "unbind returns before the memory that it released is freed"
    );
}
