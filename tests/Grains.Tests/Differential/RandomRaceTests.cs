using System.Collections.Immutable;
using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using RandomStrategy = SvaOrleans.Simulation.Engine.Strategies.RandomStrategy;
using Xoshiro = SvaOrleans.Simulation.Engine.Strategies.Xoshiro;

namespace SvaOrleans.Grains.Tests.Differential;

/// <summary>Random programs run concurrently on random machines. Every invariant holds when they have ended, nothing hangs, and no
/// object is left when the processes are gone.</summary>
public sealed class RandomRaceTests
{
    private const int SchedulesWhileShrinking = 30;

    [Theory]
    [InlineData(10_000_000, 300)]
    [InlineData(20_000_000, 300)]
    [InlineData(30_000_000, 300)]
    [InlineData(40_000_000, 300)]
    public void Invariants_hold_after_any_race(int first, int races)
    {
        for (var seed = (ulong)first; seed < (ulong)(first + races); seed++)
        {
            var random = new Xoshiro(seed);
            var spec = RandomMachine.Make(ref random) with { Generation = DifferentialTests.UnderTest };
            var (setup, branches) = new RandomProgram(spec, seed).MakeRace(10 + random.Below(20), 2 + random.Below(3), 2 + random.Below(8));
            if (Run(spec, setup, branches, seed) is not null)
            {
                Assert.Fail($"seed {seed}: {Shrink(spec, setup, branches, seed)}");
            }
        }
    }

    private static string? Run(HostSpec spec, ImmutableArray<Step> setup, ImmutableArray<ImmutableArray<Step>> branches, ulong seed)
    {
        var machine = new Machine(spec, new RandomStrategy(seed));
        try
        {
            machine.Run(Numbered(setup));
            machine.Race([.. branches.Select(Numbered)]);
            machine.AssertSound();
            machine.Run([.. setup.Concat(branches.SelectMany(branch => branch)).SelectMany(Born).Distinct().Select(Steps.Kill)]);

            // Requests that a device sends without a bond wait for the last of their group until a flush.
            machine.Run([.. spec.Devices.Select(device => Steps.FlushFaults(device.Name))]);
            machine.AssertNothingLeft();
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure.ToString();
        }
    }

    private static string Shrink(HostSpec spec, ImmutableArray<Step> setup, ImmutableArray<ImmutableArray<Step>> branches, ulong seed)
    {
        var isShorter = true;
        while (isShorter)
        {
            isShorter = false;
            for (var index = 0; index < setup.Length; index++)
            {
                if (AnySchedule(spec, setup.RemoveAt(index), branches, seed) is { } found)
                {
                    (setup, seed, isShorter) = (setup.RemoveAt(index), found, true);
                    index--;
                }
            }

            for (var branch = 0; branch < branches.Length; branch++)
            {
                for (var index = 0; index < branches[branch].Length; index++)
                {
                    var shorter = branches.SetItem(branch, branches[branch].RemoveAt(index));
                    if (AnySchedule(spec, setup, shorter, seed) is { } found)
                    {
                        (branches, seed, isShorter) = (shorter, found, true);
                        index--;
                    }
                }
            }
        }

        string Text(ImmutableArray<Step> steps) => string.Join('\n', steps.Select(step => "  " + step));
        return $"{Run(spec, setup, branches, seed)}\nafter\n{Text(setup)}\nat once, schedule "
            + $"{seed}\n{string.Join("\n  ||\n", branches.Select(Text))}\non\n{string.Join('\n', spec.Devices)}";
    }

    private static ulong? AnySchedule(HostSpec spec, ImmutableArray<Step> setup, ImmutableArray<ImmutableArray<Step>> branches, ulong seed)
    {
        for (var schedule = 0ul; schedule < SchedulesWhileShrinking; schedule++)
        {
            if (Run(spec, setup, branches, seed + schedule) is not null)
            {
                return seed + schedule;
            }
        }

        return null;
    }

    private static Func<int, Step>[] Numbered(ImmutableArray<Step> steps) =>
        [.. steps.Select<Step, Func<int, Step>>(step => id => step with { Id = id })];

    private static IEnumerable<string> Born(Step step) =>
        step switch
        {
            SpawnStep spawn => [spawn.Task.Name],
            ForkStep fork => [fork.Child.Name],
            _ => [],
        };
}
