using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Storage;
using SvaOrleans.Simulation.Hosting.Activations;

namespace SvaOrleans.Simulation.Hosting.Persistence;

/// <summary>A record that is read when its activation begins.</summary>
internal interface IStoredState
{
    /// <summary>Reads the record as part of the activation step.</summary>
    void Load();
}

/// <summary>A named record of a grain in the world's storage. Reads, writes and clears are steps of their own.</summary>
internal sealed class StoredState<TState> : IPersistentState<TState>, IStoredState
{
    private readonly SimulatedGrainContext _context;
    private readonly string _name;
    private readonly Func<TState> _empty;
    private bool _isLoaded;

    internal StoredState(SimulatedGrainContext context, string name, Func<TState> empty)
    {
        _context = context;
        _name = name;
        _empty = empty;
        State = empty();
        context.Add(this);
    }

    public TState State { get; set; }

    public string? Etag { get; private set; }

    public bool RecordExists =>
        _isLoaded ? Etag is not null : throw new InvalidOperationException($"State '{_name}' has not been read yet.");

    private Activation Activation => _context.Activation;

    private MemoryStorage Storage => Activation.World.Storage;

    public Task ReadStateAsync() => MemoryStorage.Queue(Activation, Load);

    public Task WriteStateAsync() => MemoryStorage.Queue(Activation, () => Etag = Storage.Write(Activation.Slot, _name, State, Etag));

    public Task ClearStateAsync() =>
        MemoryStorage.Queue(
            Activation,
            () =>
            {
                Storage.Clear(Activation.Slot, _name, Etag);
                Etag = null;
                State = _empty();
            }
        );

    public void Load()
    {
        (var state, Etag) = Storage.Read(Activation.Slot, _name);
        State = Etag is null ? _empty() : (TState)state!;
        _isLoaded = true;
    }
}
