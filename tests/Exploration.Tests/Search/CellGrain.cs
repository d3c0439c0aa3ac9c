namespace SvaOrleans.Exploration.Tests.Search;

/// <summary>Lets a test see a cell.</summary>
public interface IHasValue
{
    int Value { get; }

    /// <summary>What else its code looks at.</summary>
    Idleness Idleness { get; }
}

public interface ICell : IGrainWithStringKey
{
    Task<int> Run(CellProgram program);

    /// <summary>Answers once nothing runs here.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task<int> WhenIdle();

    /// <summary>How many programs run here, and nothing else.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task<int> Running();
}

/// <summary>What a cell does: changes its value, or asks another cell to do something in between.</summary>
[GenerateSerializer, Immutable]
public sealed record CellProgram([property: Id(0)] System.Collections.Immutable.ImmutableArray<CellStep> Steps);

/// <summary>Multiplies and adds, so that orders give different results, or with factor 0 only reads; and may ask another cell, awaited
/// or not.</summary>
[GenerateSerializer, Immutable]
public sealed record CellStep(
    [property: Id(0)] int Factor,
    [property: Id(1)] string? Other,
    [property: Id(2)] CellProgram? Then,
    [property: Id(3)] bool Awaits
);

/// <summary>Everything may enter at once.</summary>
[GrainType("cell"), Orleans.Concurrency.Reentrant]
public sealed class CellGrain : Grain, ICell, IHasValue
{
    private int _value;

    public int Value => _value;

    public Idleness Idleness { get; } = new();

    public Task<int> WhenIdle() => Idleness.When(_value);

    public Task<int> Running() => Idleness.Glance();

    public async Task<int> Run(CellProgram program)
    {
        Idleness.Begin();
        await Carry(program);
        Idleness.End(_value);
        return _value;
    }

    private async Task Carry(CellProgram program)
    {
        var asked = new List<Task<int>>();
        foreach (var step in program.Steps)
        {
            _value = step.Factor == 0 ? _value : unchecked((_value * step.Factor) + 1);
            if (step.Other is { } other)
            {
                var call = GrainFactory.GetGrain<ICell>(GrainId.Create("cell", other)).Run(step.Then!);
                if (step.Awaits)
                {
                    _value = unchecked((_value * 31) + await call);
                }
                else
                {
                    asked.Add(call);
                }
            }
        }

        foreach (var call in asked)
        {
            _value = unchecked((_value * 17) + await call);
        }
    }
}

/// <summary>The same behind a lock: one request after the other.</summary>
[GrainType("locked-cell")]
public sealed class LockedCellGrain : Grain, ICell, IHasValue
{
    private int _value;

    public int Value => _value;

    public Idleness Idleness { get; } = new();

    public Task<int> WhenIdle() => Idleness.When(_value);

    public Task<int> Running() => Idleness.Glance();

    public async Task<int> Run(CellProgram program)
    {
        Idleness.Begin();
        foreach (var step in program.Steps)
        {
            _value = step.Factor == 0 ? _value : unchecked((_value * step.Factor) + 1);
            if (step.Other is { } other)
            {
                _value = unchecked((_value * 31) + await GrainFactory.GetGrain<ICell>(GrainId.Create("cell", other)).Run(step.Then!));
            }
        }

        Idleness.End(_value);
        return _value;
    }
}

/// <summary>A caller that waits until nothing runs gets a task that no code here awaits.</summary>
public sealed class Idleness
{
    private TaskCompletionSource<int>? _idle;

    internal int Running { get; private set; }

    /// <summary>Whether the turn that ran last has read nothing else; reading the property resets it.</summary>
    internal bool HasGlanced { get; set; }

    internal Task<int> Glance()
    {
        HasGlanced = true;
        return Task.FromResult(Running);
    }

    internal void Begin() => Running++;

    internal Task<int> When(int value) =>
        Running == 0 ? Task.FromResult(value) : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    internal void End(int value)
    {
        if (--Running == 0)
        {
            _idle?.SetResult(value);
            _idle = null;
        }
    }
}
