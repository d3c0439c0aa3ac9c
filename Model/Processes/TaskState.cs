using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Processes;

/// <summary>What a task grain remembers of the process whose thread it is.</summary>
public sealed class TaskState : IModelState<TaskState>
{
    /// <summary>Whether it ever was a process.</summary>
    public bool WasSpawned { get; private set; }

    /// <summary>Whether it is one now.</summary>
    public bool IsAlive { get; private set; }

    /// <summary>Whether it was killed or ends: it makes no more system calls.</summary>
    public bool IsDying { get; private set; }

    /// <summary>System calls under way, which an end waits for.</summary>
    public int CallsInFlight { get; private set; }

    /// <summary>The current mm, while it is alive.</summary>
    public ObjectName Mm { get; private set; }

    /// <summary>The table of its open files, while it is alive.</summary>
    public ObjectName FileTable { get; set; }

    /// <summary>How many files and tables it has made.</summary>
    public int Serial { get; private set; }

    /// <summary>It becomes a process.</summary>
    /// <param name="mm">Its mm, whose user reference it owns.</param>
    /// <param name="fileTable">The table of its open files, which it may share with other tasks.</param>
    public void Start(ObjectName mm, ObjectName fileTable)
    {
        ModelInvariantException.Require(!WasSpawned, 41, "a task starts once");
        WasSpawned = true;
        IsAlive = true;
        Mm = mm;
        FileTable = fileTable;
    }

    /// <summary>It has not become one after all.</summary>
    public void CancelStart()
    {
        WasSpawned = false;
        IsAlive = false;
        IsDying = false;
        Mm = default;
        FileTable = default;
    }

    /// <summary>A system call begins.</summary>
    public void EnterCall() => CallsInFlight++;

    /// <summary>Whether the process has ended, or its end has begun: it makes no more system calls.</summary>
    public bool IsEnding => !IsAlive || IsDying;

    /// <summary>A system call ends.</summary>
    /// <returns>Whether it was the last one, which an end may wait for.</returns>
    public bool LeaveCall()
    {
        CallsInFlight--;
        return CallsInFlight == 0;
    }

    /// <summary>The end begins.</summary>
    /// <returns>False when the task is no process, or ends already.</returns>
    public bool TryDie()
    {
        var isFirst = IsAlive && !IsDying;
        IsDying |= isFirst;
        return isFirst;
    }

    /// <summary>Another mm takes the place of the current one.</summary>
    /// <returns>The old one, whose user reference the caller must drop.</returns>
    public ObjectName SwitchTo(ObjectName mm)
    {
        var old = Mm;
        Mm = mm;
        return old;
    }

    /// <summary>It ends.</summary>
    /// <returns>Its mm, whose user reference the caller must drop.</returns>
    public ObjectName End()
    {
        ModelInvariantException.Require(IsAlive && IsDying && CallsInFlight == 0, 27, "a task ends once, in no system call");
        IsAlive = false;
        return SwitchTo(default);
    }

    /// <summary>A number for the next file or table that it makes.</summary>
    public int NextSerial() => ++Serial;

    /// <inheritdoc/>
    public void Check()
    {
        ModelInvariantException.Require(!IsAlive || !Mm.IsNone, 41, "a living process has an mm");
        ModelInvariantException.Require(
            CallsInFlight >= 0 && (IsAlive || CallsInFlight == 0),
            7,
            "only a living process makes system calls"
        );
    }

    /// <inheritdoc/>
    public TaskState Copy() =>
        new()
        {
            WasSpawned = WasSpawned,
            IsAlive = IsAlive,
            IsDying = IsDying,
            CallsInFlight = CallsInFlight,
            Mm = Mm,
            FileTable = FileTable,
            Serial = Serial,
        };

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = new StateHash();
        hash.Add(WasSpawned);
        hash.Add(IsAlive);
        hash.Add(IsDying);
        hash.Add(CallsInFlight);
        hash.Add(Mm);
        hash.Add(FileTable);
        hash.Add((ulong)Serial);
        return hash.Value;
    }
}
