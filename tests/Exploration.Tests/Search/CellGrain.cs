namespace SvaOrleans.Exploration.Tests.Search;

/// <summary>Lets a test see a cell.</summary>
public interface IHasValue
{
    int Value { get; }
}

public interface ICell : IGrainWithStringKey
{
    Task<int> Run(CellProgram program);
}

/// <summary>What a cell does: changes its value, or asks another cell to do something in between.</summary>
[GenerateSerializer, Immutable]
public sealed record CellProgram([property: Id(0)] System.Collections.Immutable.ImmutableArray<CellStep> Steps);

/// <summary>Multiplies and adds, so that orders can be told from each other, or with factor 0 only looks; and may ask another cell, awaited or not.</summary>
[GenerateSerializer, Immutable]
public sealed record CellStep([property: Id(0)] int Factor, [property: Id(1)] string? Other, [property: Id(2)] CellProgram? Then, [property: Id(3)] bool Awaits);

/// <summary>Everything may enter at once.</summary>
[GrainType("cell"), Orleans.Concurrency.Reentrant]
public sealed class CellGrain : Grain, ICell, IHasValue
{
    private int value;

    public int Value => value;

    public async Task<int> Run(CellProgram program)
    {
        var asked = new List<Task<int>>();
        foreach (var step in program.Steps)
        {
            value = step.Factor == 0 ? value : unchecked((value * step.Factor) + 1);
            if (step.Other is { } other)
            {
                var call = GrainFactory.GetGrain<ICell>(GrainId.Create("cell", other)).Run(step.Then!);
                if (step.Awaits)
                {
                    value = unchecked((value * 31) + await call);
                }
                else
                {
                    asked.Add(call);
                }
            }
        }

        foreach (var call in asked)
        {
            value = unchecked((value * 17) + await call);
        }

        return value;
    }
}

/// <summary>The same behind a lock: one request after the other.</summary>
[GrainType("locked-cell")]
public sealed class LockedCellGrain : Grain, ICell, IHasValue
{
    private int value;

    public int Value => value;

    public async Task<int> Run(CellProgram program)
    {
        foreach (var step in program.Steps)
        {
            value = step.Factor == 0 ? value : unchecked((value * step.Factor) + 1);
            if (step.Other is { } other)
            {
                value = unchecked((value * 31) + await GrainFactory.GetGrain<ICell>(GrainId.Create("cell", other)).Run(step.Then!));
            }
        }

        return value;
    }
}
