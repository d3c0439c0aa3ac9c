using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Caches;

/// <summary>A translation request of a device that is not answered yet.</summary>
/// <param name="Id">Its serial at the device.</param>
/// <param name="Pasid">The PASID.</param>
/// <param name="Page">The virtual page.</param>
/// <param name="IsDropped">Whether an invalidation has covered it since it was sent.</param>
public readonly record struct OutstandingTranslation(ulong Id, Pasid Pasid, PageNumber Page, bool IsDropped);

/// <summary>The translation requests that a device waits for. An invalidation that covers one marks it dropped: its answer may have been
/// read from the tables before they changed, so it must not be used or cached.</summary>
public sealed class OutstandingTranslations : IModelState<OutstandingTranslations>
{
    private readonly SortedDictionary<ulong, OutstandingTranslation> _requests = [];
    private ulong _lastId;

    /// <summary>Requests not answered, dropped ones included.</summary>
    public int Count => _requests.Count;

    /// <summary>The requests, the first one sent first.</summary>
    public IEnumerable<OutstandingTranslation> Requests => _requests.Values;

    /// <summary>A request is sent.</summary>
    /// <returns>Its serial, from 1, never used again.</returns>
    public ulong Begin(Pasid pasid, PageNumber page)
    {
        _lastId++;
        _requests.Add(_lastId, new(_lastId, pasid, page, false));
        return _lastId;
    }

    /// <summary>A request is answered.</summary>
    /// <param name="id">Its serial.</param>
    /// <returns>Whether the answer may be used: false when the request was dropped, and for a serial that is not outstanding.</returns>
    public bool End(ulong id) => _requests.Remove(id, out var request) && !request.IsDropped;

    /// <summary>An invalidation arrives.</summary>
    /// <returns>How many requests it dropped; those dropped before do not count.</returns>
    public int Drop(Pasid pasid, PageRange range) =>
        _requests.Count == 0 ? 0 : DropSome(request => request.Pasid == pasid && range.Contains(request.Page));

    /// <summary>An invalidation of a whole PASID arrives.</summary>
    /// <returns>How many requests it dropped.</returns>
    public int DropPasid(Pasid pasid) => _requests.Count == 0 ? 0 : DropSome(request => request.Pasid == pasid);

    /// <summary>An invalidation of everything arrives.</summary>
    /// <returns>How many requests it dropped.</returns>
    public int DropAll() => DropSome(static _ => true);

    /// <inheritdoc/>
    public OutstandingTranslations Copy()
    {
        var copy = new OutstandingTranslations { _lastId = _lastId };
        foreach (var (id, request) in _requests)
        {
            copy._requests.Add(id, request);
        }

        return copy;
    }

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        hash.Add(_lastId);
        foreach (var request in _requests.Values)
        {
            hash.Add(request.Id);
            hash.Add(request.Pasid);
            hash.Add(request.Page.Value);
            hash.Add(request.IsDropped);
        }

        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        foreach (var (id, request) in _requests)
        {
            ModelInvariantException.Require(id == request.Id && id > 0 && id <= _lastId, 0, $"translation request {id} was never sent");
        }
    }

    private int DropSome(Func<OutstandingTranslation, bool> isHit)
    {
        var hits = _requests.Values.Where(request => !request.IsDropped && isHit(request)).ToArray();
        foreach (var request in hits)
        {
            _requests[request.Id] = request with { IsDropped = true };
        }

        return hits.Length;
    }
}
