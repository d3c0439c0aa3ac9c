using Microsoft.Extensions.Logging;

namespace ChatRoom;

/// <summary>What a room keeps.</summary>
[GenerateSerializer]
public sealed class ChatRoomState
{
    [Id(0)]
    public List<string> Lines { get; set; } = [];
}

/// <summary>A room that stores its lines every ten seconds, not one by one, and closes after ten minutes of silence. There is a bug: a line
/// that is said while the timer's write is under way is forgotten, as the list of what must still be stored is cleared after the
/// write.</summary>
public sealed class ChatRoomGrain([PersistentState("room")] IPersistentState<ChatRoomState> room, ILogger<ChatRoomGrain> log)
    : Grain,
        IChatRoom
{
    private static readonly TimeSpan StoreEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SilenceMost = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, IChatMember> _members = [];
    private readonly List<string> _unstored = [];
    private IGrainTimer? _silence;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Interleaved, so that a slow storage does not keep members waiting.
        this.RegisterGrainTimer(
            Store,
            new()
            {
                DueTime = StoreEvery,
                Period = StoreEvery,
                Interleave = true,
            }
        );
        _silence = this.RegisterGrainTimer(Close, new() { DueTime = SilenceMost, Period = Timeout.InfiniteTimeSpan });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Store(cancellationToken);

    public Task Join(string name, IChatMember member)
    {
        _members[name] = member;
        return Task.CompletedTask;
    }

    public async Task Say(string name, string line)
    {
        _silence!.Change(SilenceMost, Timeout.InfiniteTimeSpan);
        _unstored.Add($"{name}: {line}");
        foreach (
            var member in _members
                .OrderBy(static member => member.Key, StringComparer.Ordinal)
                .Select(static member => member.Value)
                .ToArray()
        )
        {
            await member.Heard($"{name}: {line}");
        }
    }

    public Task<List<string>> History() => Task.FromResult(room.State.Lines.Concat(_unstored).ToList());

    private async Task Store(CancellationToken cancellationToken)
    {
        if (_unstored.Count > 0)
        {
            room.State.Lines.AddRange(_unstored);
            await room.WriteStateAsync(cancellationToken);
            _unstored.Clear();
        }
    }

    private Task Close(CancellationToken cancellationToken)
    {
        log.LogInformation("The room {Room} closes after {Silence} of silence.", this.GetPrimaryKeyString(), SilenceMost);
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
