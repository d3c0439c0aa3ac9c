using System.Runtime.CompilerServices;

namespace SvaOrleans.Simulation;

/// <summary>The free request objects of one method in one world.</summary>
public abstract class RequestPool
{
    private Request? _free;

    /// <summary>The list of the method's unanswered calls, once known.</summary>
    internal PendingCalls? Pending { get; set; }

    internal void Return(Request request)
    {
        request.NextFree = _free;
        _free = request;
    }

    private protected Request? TakeFree()
    {
        Request? request = _free;
        if (request is not null)
        {
            _free = request.NextFree;
            request.NextFree = null;
        }

        return request;
    }
}

/// <summary>The free request objects of one method in one world.</summary>
/// <typeparam name="TRequest">The method's generated request class.</typeparam>
public sealed class RequestPool<TRequest> : RequestPool
    where TRequest : Request, new()
{
    /// <summary>A free object, or a new one.</summary>
    /// <returns>The object; the engine takes it back when the call is over.</returns>
    public TRequest Rent() => TakeFree() is { } free ? Unsafe.As<TRequest>(free) : new TRequest { Pool = this };
}
