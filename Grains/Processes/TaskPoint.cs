using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Processes;

/// <summary>Points of processes: system calls, fork, exit.</summary>
public static class TaskPoint
{
    /// <summary>The end of a process waits for its system calls: while one runs, its thread is a user of the mm.</summary>
    public static readonly ProtocolPoint EndWaitsForCalls = new(
        "task",
        "end-waits-for-calls",
        "R34, 27",
        "an address space ends during a bind or a fork"
    );

    /// <summary>A system call checks whether its process has ended.</summary>
    public static readonly ProtocolPoint CallLooksForEnd = new(
        "task",
        "call-looks-for-end",
        "R34, 27",
        "a process that has ended binds, forks or opens"
    );

    /// <summary>The end of a process checks whether it has ended already.</summary>
    public static readonly ProtocolPoint EndHappensOnce = new(
        "task",
        "end-happens-once",
        "R34, 7, 27",
        "a user of the mm is dropped twice"
    );

    /// <summary>A fork checks that each file that it copies is still open (get_file_rcu).</summary>
    public static readonly ProtocolPoint ForkLooksForFile = new("task", "fork-looks-for-file", "7", "a closed file is open again");
}
