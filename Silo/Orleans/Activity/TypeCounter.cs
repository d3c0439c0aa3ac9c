using System.Collections.Concurrent;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Silo.Orleans.Activity;

/// <summary>Counts the activity of the grains of one type on this silo.</summary>
/// <param name="type">The grain type's name.</param>
internal sealed class TypeCounter(string type)
{
    private readonly ConcurrentDictionary<string, MethodCounter> _methods = new(StringComparer.Ordinal);
    private long _asked;
    private long _running;

    /// <summary>The counter of a method.</summary>
    public MethodCounter Of(string method) => _methods.GetOrAdd(method, static _ => new());

    /// <summary>A grain of this silo begins or ends to wait for an answer from this type.</summary>
    public void Asked(int by) => Interlocked.Add(ref _asked, by);

    /// <summary>A request begins or ends to run.</summary>
    public void Runs(int by) => Interlocked.Add(ref _running, by);

    /// <summary>The counts, by method.</summary>
    /// <param name="activations">The number of activations.</param>
    public TypeActivity Tell(long activations) =>
        new(
            type,
            activations,
            // A host's grains live on one silo and call each other there. A request from elsewhere is counted only once it runs.
            Math.Max(0, Math.Max(Interlocked.Read(ref _asked), Interlocked.Read(ref _running))),
            [
                .. _methods
                    .OrderBy(static method => method.Key, StringComparer.Ordinal)
                    .Select(static method => new MethodActivity(
                        method.Key,
                        method.Value.Calls,
                        method.Value.Faults,
                        method.Value.NanosecondsSum,
                        method.Value.NanosecondsMax
                    )),
            ]
        );
}
