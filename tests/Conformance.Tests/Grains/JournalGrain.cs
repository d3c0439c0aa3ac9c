using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Grains;

// Remembers lines for grains that do not outlive what a test looks at.
public interface IJournalGrain : IGrainWithStringKey
{
    Task Add(string line);

    Task<string> Lines();
}

[GrainType(Name)]
[Reentrant]
[KeepAlive]
public sealed class JournalGrain : Grain, IJournalGrain
{
    public const string Name = "journal";
    private readonly List<string> _lines = [];

    public Task Add(string line)
    {
        _lines.Add(line);
        return Task.CompletedTask;
    }

    public Task<string> Lines() => Task.FromResult(string.Join(", ", _lines));
}
