using System.Collections.Concurrent;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

// The actions of grains, by key, where they cannot call other grains: while they are made, disposed and deactivated.
public static class LifeLog
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Lines = [];

    public static string Begin(string key)
    {
        Lines[key] = [];
        return key;
    }

    public static void Add(string key, string line) => Lines.GetOrAdd(key, static _ => []).Enqueue(line);

    public static string Of(string key) => string.Join(", ", Lines.GetOrAdd(key, static _ => []));
}
