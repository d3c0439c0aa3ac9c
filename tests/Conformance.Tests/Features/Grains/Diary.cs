using System.Collections.Concurrent;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

// What grains did, by key, where they can call nobody: while they are made, disposed and deactivated.
public static class Diary
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
