using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>The live tasks of a trace, and the numbers of its tasks and address spaces.</summary>
/// <param name="stats">The trace's counts.</param>
/// <param name="events">The events made so far.</param>
internal sealed class TaskTable(TraceStats stats, Queue<TraceEvent> events)
{
    private readonly Dictionary<int, TraceTask> _tasks = [];
    private readonly Dictionary<int, int> _lives = [];

    /// <summary>The time of the current step; never decreases.</summary>
    public VirtualTime Now { get; private set; }

    /// <summary>Live tasks of which the trace shows only the call that made them.</summary>
    public int Unseen { get; private set; }

    /// <summary>The live tasks, in no order.</summary>
    public IEnumerable<TraceTask> Live => _tasks.Values;

    /// <summary>The live tasks, in order.</summary>
    public IReadOnlyList<TraceTask> Ordered => [.. _tasks.Values.OrderBy(static task => task.Serial)];

    /// <summary>Whether no task has been live yet.</summary>
    public bool IsBeforeFirst => stats.Tasks == 0;

    /// <summary>Moves the time forward, never back.</summary>
    public void Advance(VirtualTime time) => Now = VirtualTime.Max(Now, time);

    /// <summary>The live task with an id; null for none.</summary>
    public TraceTask? Find(int pid) => _tasks.GetValueOrDefault(pid);

    /// <summary>Whether a live task has an id.</summary>
    public bool Contains(int pid) => _tasks.ContainsKey(pid);

    /// <summary>A task begins to live.</summary>
    public void Add(TraceTask task)
    {
        Unseen += task.Seen ? 0 : 1;
        task.Group.Members++;
        _tasks.Add(task.Serial.Pid, task);
    }

    /// <summary>The trace shows something of a task besides the call that made it.</summary>
    public void See(TraceTask task)
    {
        Unseen -= task.Seen ? 0 : 1;
        task.Seen = true;
    }

    /// <summary>A task ends as a wait or SIGCHLD of its parent shows.</summary>
    public void Leave(TraceTask task, long line, ChildEnd end) => Leave(task, line, end.Status, end.Signal);

    /// <summary>A task exits, or a signal kills it.</summary>
    public void Leave(TraceTask task, long line, int status, string? signal) =>
        Leave(task, line, signal is null ? ExitKind.Exited : ExitKind.Killed, status, signal);

    /// <summary>A task ends.</summary>
    public void Leave(TraceTask task, long line, ExitKind kind, int status, string? signal)
    {
        _tasks.Remove(task.Serial.Pid);
        Unseen -= task.Seen ? 0 : 1;
        task.Group.Members--;
        var ends = --task.Mm.Users == 0;
        var name = kind switch
        {
            ExitKind.Exited => FormattableString.Invariant($"exit {status}"),
            ExitKind.Killed => signal!,
            _ => "superseded",
        };
        TraceStats.CountOne(stats.Exits, name);
        events.Enqueue(
            new ExitEvent
            {
                Head = task.Head(Now, line),
                Kind = kind,
                Status = status,
                Signal = signal,
                MmEnds = ends,
            }
        );
    }

    /// <summary>The name of a new task.</summary>
    public TaskSerial NewSerial(int pid)
    {
        _lives.TryGetValue(pid, out var life);
        _lives[pid] = ++life;
        stats.Tasks++;
        return new(pid, life);
    }

    /// <summary>A new address space with one task.</summary>
    public TraceMm NewMm() => new() { Serial = new(checked((int)++stats.AddressSpaces)), Users = 1 };
}
