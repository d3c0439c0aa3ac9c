using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.Mms;

/// <summary>What an mm grain remembers (struct mm_struct, and its notifier's list).</summary>
public sealed class MmState : ICheckedState
{
    private readonly List<NotifierSubscription> _subscriptions = [];
    private readonly List<NotifierSubscription> _deferred = [];

    /// <summary>Whether it was ever created.</summary>
    public bool IsCreated { get; private set; }

    /// <summary>User-space users (mm_users).</summary>
    public int Users { get; private set; }

    /// <summary>References to the structure (mm_count): one for all users together, two for each io_mm.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the last user is gone.</summary>
    public bool IsExiting { get; private set; }

    /// <summary>Notifier sections now open.</summary>
    public int Sections { get; private set; }

    /// <summary>Mappings and pages.</summary>
    public AddressSpace Space { get; private set; } = new();

    /// <summary>Subscribers, newest first.</summary>
    public IReadOnlyList<NotifierSubscription> Subscriptions => _subscriptions;

    /// <summary>Subscribers gone whose memory waits for the sections now open.</summary>
    public IReadOnlyList<NotifierSubscription> Deferred => _deferred;

    /// <summary>Creates the address space, with one user.</summary>
    public void Create(AddressSpace space)
    {
        ModelInvariantException.Require(!IsCreated, 2, "an mm is created once");
        IsCreated = true;
        Users = 1;
        Count = 1;
        Space = space;
    }

    /// <summary>One more user.</summary>
    /// <returns>False when no user is left to ask.</returns>
    public bool TryGetUser()
    {
        if (Users == 0)
        {
            return false;
        }

        Users++;
        return true;
    }

    /// <summary>One user fewer.</summary>
    /// <returns>Whether it was the last: then the exit begins, and must open its notifier section within the same turn.</returns>
    public bool PutUser()
    {
        ModelInvariantException.Require(Users > 0, 7, "a counter never goes below zero");
        Users--;
        if (Users > 0)
        {
            return false;
        }

        IsExiting = true;
        return true;
    }

    /// <summary>A notifier section opens.</summary>
    public void EnterSection() => Sections++;

    /// <summary>A notifier section closes.</summary>
    /// <returns>Whether it was the last: then the deferred subscribers are no longer reachable and their memory can be freed.</returns>
    public bool LeaveSection()
    {
        ModelInvariantException.Require(Sections > 0, 25, "a section is left once");
        Sections--;
        return Sections == 0;
    }

    /// <summary>Takes the subscribers whose memory had to wait for open sections.</summary>
    public NotifierSubscription[] TakeDeferred()
    {
        if (_deferred.Count == 0)
        {
            return [];
        }

        var free = _deferred.ToArray();
        _deferred.Clear();
        return free;
    }

    /// <summary>Subscribes a notifier; <see cref="HoldForSubscriber"/> takes its references.</summary>
    public void Subscribe(NotifierSubscription subscription) => _subscriptions.Insert(0, subscription);

    /// <summary>Takes the two references to the structure that a subscriber holds.</summary>
    public void HoldForSubscriber() => Count += 2;

    /// <summary>Unsubscribes; drops the notifier's reference to the structure.</summary>
    /// <returns>False when it was not subscribed.</returns>
    public bool Unsubscribe(NotifierSubscription subscription)
    {
        if (!_subscriptions.Remove(subscription))
        {
            return false;
        }

        Drop();
        return true;
    }

    /// <summary>The memory of a subscriber waits until the last open section is left.</summary>
    public void Defer(NotifierSubscription subscription) => _deferred.Add(subscription);

    /// <summary>Drops a reference to the structure.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Drop()
    {
        ModelInvariantException.Require(Count > 0, 7, "a counter never goes below zero");
        Count--;
        return Count == 0;
    }

    /// <summary>Checks the invariants.</summary>
    /// <exception cref="ModelInvariantException">Something does not.</exception>
    public void Check()
    {
        ModelInvariantException.Require(Users >= 0 && Sections >= 0, 7, "a counter never goes below zero");
        ModelInvariantException.Require(
            Count >= (Users > 0 ? 1 : 0) + (2 * _subscriptions.Count) + _deferred.Count,
            8,
            "users and io_mms hold the structure"
        );
        ModelInvariantException.Require(Sections > 0 || _deferred.Count == 0, 25, "nothing waits for sections when none is open");
        Space.Check();
    }

    /// <summary>A state equal to this one that shares nothing with it.</summary>
    public MmState Copy()
    {
        var copy = new MmState
        {
            IsCreated = IsCreated,
            Users = Users,
            Count = Count,
            IsExiting = IsExiting,
            Sections = Sections,
            Space = Space.Copy(),
        };
        copy._subscriptions.AddRange(_subscriptions);
        copy._deferred.AddRange(_deferred);
        return copy;
    }

    /// <summary>A hash that is the same for equal states in every process.</summary>
    public ulong Hash()
    {
        var hash = new StateHash();
        hash.Add(IsCreated);
        hash.Add(Users);
        hash.Add(Count);
        hash.Add(IsExiting);
        hash.Add(Sections);
        hash.Add(Space.Hash());
        Add(ref hash, _subscriptions);
        Add(ref hash, _deferred);
        return hash.Value;
    }

    private static void Add(ref StateHash hash, List<NotifierSubscription> list)
    {
        hash.Add((ulong)list.Count);
        foreach (var subscription in list)
        {
            hash.Add(subscription.IoMm);
            hash.Add(subscription.Incarnation.Value);
        }
    }
}
