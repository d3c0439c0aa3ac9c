using System.Reflection;
using Orleans.Concurrency;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Hosts.Tests;

/// <summary>What every object can be asked enters while the object works: without that some order at a host's console fails; or it does
/// enter in some order, and could no more.</summary>
public sealed class HostReentrancyTests
{
    // Of each race, until one fails.
    private const long Orders = 150;

    // Of each race, to see what enters while something runs: windows are narrow.
    private const long OrdersOfOverlaps = 600;

    // Every request of these ends in the turn in which it begins, so that no two can overlap.
    private static readonly string[] SingleTurn = ["file", "files", "pasids"];

    private static readonly HostRace[] Races =
    [
        .. HostRaces.All.Where(static race =>
            race.Name
                is "power-off-and-programs"
                    or "power-off-and-lock"
                    or "power-off-and-munmap"
                    or "views-and-programs"
                    or "views-and-lock"
        ),
    ];

    private static readonly Lazy<SortedSet<string>> Overlaps = new(static () =>
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var race in Races)
        {
            HostExperiment.Explore(
                race,
                OrdersOfOverlaps,
                overlap: (at, request) =>
                {
                    lock (seen)
                    {
                        seen.Add($"{at.Slot.Class.Name} {request.Method.Name}");
                    }
                }
            );
        }

        return seen;
    });

    // An object is asked to deactivate when all work has ended, and does so when its requests have ended.
    public static TheoryData<string, string> Mutants
    {
        get
        {
            var mutants = new TheoryData<string, string>();
            string[] methods =
            [
                .. typeof(IKernelObjectGrain)
                    .GetMethods()
                    .Where(static method =>
                        method.IsDefined(typeof(AlwaysInterleaveAttribute)) && method.Name != nameof(IKernelObjectGrain.Retire)
                    )
                    .Select(static method => method.Name),
            ];
            foreach (
                var type in typeof(KernelObject)
                    .Assembly.GetTypes()
                    .Where(static type => type.IsDefined(typeof(GrainTypeAttribute)) && !type.IsDefined(typeof(ReentrantAttribute)))
                    .OrderBy(static type => type.Name, StringComparer.Ordinal)
            )
            {
                var name = (string)
                    type.GetCustomAttributesData()
                        .First(static data => data.AttributeType == typeof(GrainTypeAttribute))
                        .ConstructorArguments[0]
                        .Value!;
                foreach (var method in name.EndsWith("-2018", StringComparison.Ordinal) ? methods : [])
                {
                    mutants.Add(name, method);
                }
            }

            return mutants;
        }
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void Without_it_some_order_fails_or_is_gone(string grain, string method)
    {
        var overlaps = Overlaps.Value.Contains($"{grain} {method}");
        if (SingleTurn.Contains(grain))
        {
            Assert.False(overlaps);
            return;
        }

        Assert.True(
            overlaps
                || Races.Any(race =>
                    HostExperiment.Explore(race, Orders, shape: builder => builder.OverrideMethod(grain, method, CallTraits.None)).Failure
                        is not null
                ),
            $"{grain} {method} is not missed"
        );
    }
}
