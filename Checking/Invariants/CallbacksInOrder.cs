using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>15, 21, 24, 27, 30, 31: attach, mm_exit, detach and free come in the only orders that drivers may see, and every group of page
/// requests is answered once.</summary>
/// <remarks>It reads events in the order in which one schedule brought them; all of one bond are ordered by calls that are awaited, so that
/// every schedule with the same meaning brings them in the same order.</remarks>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class CallbacksInOrder(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    // Bonds by (mm, device): whether attached, mm_exits begun and done since then.
    private readonly SortedDictionary<string, (int Exits, int Done)> _bonds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _allocated = new(StringComparer.Ordinal);

    // Which mms have an io_mm.
    private readonly SortedSet<string> _alive = new(StringComparer.Ordinal);

    // Bonds that an invalidation under way has yet to tell, newest first.
    private readonly List<string> _attached = [];

    // Groups that were ended and not answered, by device and PASID.
    private readonly SortedDictionary<string, int> _unanswered = new(StringComparer.Ordinal);
    private Queue<string> _unnotified = new();

    /// <inheritdoc/>
    public override string Name => "15, 21, 24, 27, 30, 31: callbacks come in order";

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        _bonds.Clear();
        _allocated.Clear();
        _alive.Clear();
        _attached.Clear();
        _unanswered.Clear();
        _unnotified.Clear();
        for (Reading = 0; Reading < Trace.Events.Count; Reading++)
        {
            Take(Trace.Events[Reading].Event);
        }

        Reading = -1;
        Require(_unnotified.Count == 0, $"{string.Join(", ", _unnotified)} not notified of an invalidation");
        foreach (var (device, groups) in _unanswered)
        {
            Require(groups == 0, $"{device} waits for {groups} answers");
        }
    }

    private void Take(in SvaEvent happened)
    {
        var mm = Key(happened.Object);
        var bond = $"{mm} {happened.Subject.Name}";
        Require(
            _unnotified.Count == 0 || happened.Kind == SvaEventKind.DriverMmInvalidate,
            $"{string.Join(", ", _unnotified)} not notified of an invalidation"
        );
        switch (happened.Kind)
        {
            case SvaEventKind.PageRequest when happened.Note == "last":
                Count(happened, 1);
                break;
            case SvaEventKind.PageResponse:
                Count(happened, -1);
                break;
            case SvaEventKind.DriverMmAlloc when happened.Error.IsSuccess:
                _allocated[mm] = _allocated.GetValueOrDefault(mm) + 1;
                break;
            case SvaEventKind.DriverMmFree:
                _allocated[mm] = _allocated.GetValueOrDefault(mm) - 1;
                Require(_allocated[mm] >= 0, $"mm_free of {mm} twice");
                Require(
                    _allocated[mm] > 0 || !_bonds.Keys.Any(key => key.StartsWith(mm + " ", StringComparison.Ordinal)),
                    $"mm_free of {mm} before its last mm_detach"
                );
                break;
            case SvaEventKind.IoMmAlloc:
                _alive.Add(mm);
                break;
            case SvaEventKind.IoMmFree:
                _alive.Remove(mm);
                break;
            case SvaEventKind.IoMmInvalidate:
                Require(_alive.Contains(mm), $"{mm} is notified of an invalidation, and has no io_mm");
                _unnotified = new(_attached.Where(key => key.StartsWith(mm + " ", StringComparison.Ordinal)));
                break;
            case SvaEventKind.DriverMmInvalidate:
                Require(
                    _unnotified.TryDequeue(out var expected) && expected == bond,
                    $"{bond} is notified of an invalidation, not {expected}"
                );
                break;
            case SvaEventKind.IoMmAttach:
                _attached.Insert(0, bond);
                Require(_bonds.TryAdd(bond, (0, 0)), $"two bonds of {bond}");
                break;
            case SvaEventKind.DriverMmExit:
                Exit($"{Key(happened.Subject)} {happened.Object.Name}", 1, 0);
                break;
            case SvaEventKind.DriverMmExitDone:
                Exit($"{Key(happened.Subject)} {happened.Object.Name}", 0, 1);
                break;
            case SvaEventKind.DriverMmDetach:
                Require(_bonds.TryGetValue(bond, out var gone), $"teardown of {bond} that is not attached");
                Require(gone.Exits == gone.Done, $"teardown of {bond} while its mm_exit runs");
                _bonds.Remove(bond);
                _attached.Remove(bond);
                break;
            default:
                break;
        }
    }

    private void Count(in SvaEvent happened, int groups)
    {
        var key = $"{Key(happened.Object)} PASID {happened.Pasid}";
        _unanswered[key] = _unanswered.GetValueOrDefault(key) + groups;
        Require(_unanswered[key] >= 0, $"{key} was answered more often than it asked");
    }

    private static string Key(ObjectName name) => $"{name.Host}/{name.Name}";

    private void Exit(string key, int begun, int done)
    {
        Require(_bonds.TryGetValue(key, out var bond), $"mm_exit of {key} that is not attached");
        bond = (bond.Exits + begun, bond.Done + done);
        Require(bond.Exits <= 1 && bond.Done <= bond.Exits, $"mm_exit of {key} {bond.Exits} times");
        _bonds[key] = bond;
    }
}
