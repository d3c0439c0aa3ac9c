using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine.Storage;

/// <summary>What grains stored. It survives activations and silos, and is empty again after a reset.</summary>
/// <remarks>Records are copied on the way in and out, as if they were written to a disk.</remarks>
public sealed class MemoryStorage
{
    private readonly Dictionary<(GrainClass Class, string Key, string Name), Stored> _records = [];
    private readonly Func<object?, object?> _copy;
    private long _tags;

    internal MemoryStorage(Func<object?, object?> copy) => _copy = copy;

    /// <summary>How many records there are.</summary>
    public int Count => _records.Count;

    /// <summary>Reads a record.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="name">The state's name.</param>
    /// <returns>A copy of the record and its tag, or nulls.</returns>
    public (object? State, string? Tag) Read(GrainSlot grain, string name) =>
        _records.TryGetValue((grain.Class, grain.Key, name), out var stored) ? (_copy(stored.State), stored.Tag) : (null, null);

    /// <summary>Writes a record if the writer's tag is that of the stored one.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="name">The state's name.</param>
    /// <param name="state">The record; a copy is stored.</param>
    /// <param name="tag">The tag that the writer had read, or null.</param>
    /// <returns>The new tag.</returns>
    public string Write(GrainSlot grain, string name, object? state, string? tag)
    {
        CheckTag(grain, name, tag);
        var next = $"{++_tags}";
        _records[(grain.Class, grain.Key, name)] = new Stored(_copy(state), next);
        return next;
    }

    /// <summary>Removes a record if the writer's tag is that of the stored one.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="name">The state's name.</param>
    /// <param name="tag">The tag that the writer had read, or null.</param>
    public void Clear(GrainSlot grain, string name, string? tag)
    {
        CheckTag(grain, name, tag);
        _records.Remove((grain.Class, grain.Key, name));
    }

    /// <summary>Lets an operation be carried out as a step of its own; its answer is another one.</summary>
    /// <param name="caller">The activation whose code asks.</param>
    /// <param name="operation">The operation; it may throw.</param>
    /// <returns>A task that completes, or fails with what the operation threw, at the caller.</returns>
    public static Task Queue(Activation caller, Action operation)
    {
        StorageOperation step = new(caller, operation);
        caller.World.MakeReady(step, StepKind.Storage);
        return step.Answer;
    }

    internal void Reset()
    {
        _records.Clear();
        _tags = 0;
    }

    private void CheckTag(GrainSlot grain, string name, string? tag)
    {
        var stored = _records.TryGetValue((grain.Class, grain.Key, name), out var record) ? record.Tag : null;
        if (stored is not null && stored != tag)
        {
            throw grain.World.Options.Faults.InconsistentState(
                $"State '{name}' of {grain} has tag '{stored}' in storage, but the writer had read '{tag}'.",
                stored,
                tag
            );
        }
    }

    private readonly record struct Stored(object? State, string Tag);
}
