using System.Reflection;
using Orleans.Concurrency;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>Every reentrancy attribute of the grains carries weight: without it some order of some scenario hangs or breaks an invariant;
/// or what the attribute lets happen at once does happen in some order, and could no more: hardware that walks a page table during a
/// munmap.</summary>
public sealed class ReentrancyMutantTests
{
    private const int SchedulesOfScenario = 40;

    // Its windows are narrow, and it is small.
    private const string Narrow = "munmap-rebind";
    private const int SchedulesOfNarrow = 1_000;

    // Grains whose every request ends in the turn in which it begins: nothing ever runs there that another one could find running, so the
    // attribute of a leaf is a promise and no more. That is checked, and makes their mutants equal to the original.
    private static readonly string[] SingleTurn = ["file", "files", "pasids"];

    // Requests that no step of a scenario makes: replayed traces read an io_mm's number, DMA without a PASID a domain's own table.
    private static readonly string[] OutOfReach = ["io-mm-2018 Number", "domain Walk"];

    // Drivers that hang without a mutant; and expectations that only hold oldest first, as a worker that has answered page requests may
    // drop the last reference to an address space after the kill.
    private static readonly string[] Unfit = ["d9-", "r6-lock", "r7-", "mail-example"];

    // Without these no order fails, though requests do overlap with them in place; why that breaks nothing.
    private static readonly SortedDictionary<string, string> Survivors = new(StringComparer.Ordinal)
    {
        ["io-mm-2018 Find"] =
            "a plain lookup waits for the attach or detach that runs; neither waits for a fault, so no order hangs and the answer is one "
            + "that another order gives too",
    };

    private static readonly Lazy<ScenarioDocument[]> Scenarios = new(() =>
        [
            .. Directory
                .GetFiles(Path.Combine(Sva.Scenarios, "races"), "*.yaml")
                .Concat(Sva.ShippedScenarios)
                .Order(StringComparer.Ordinal)
                .SelectMany(static file => ScenarioLoader.Read(file))
                .Where(static document =>
                    document.Plan.Segments.OfType<SvaOrleans.Scenarios.Plan.WorkloadSegment>().FirstOrDefault() is null
                )
                .Where(static document => !Unfit.Any(name => document.Plan.Name.StartsWith(name, StringComparison.Ordinal))),
        ]
    );

    public static TheoryData<string, string> Mutants
    {
        get
        {
            var mutants = new TheoryData<string, string>();
            foreach (
                var type in typeof(KernelObject)
                    .Assembly.GetTypes()
                    .Where(static type => type.IsDefined(typeof(GrainTypeAttribute)))
                    .OrderBy(static type => type.Name, StringComparer.Ordinal)
            )
            {
                var name = (string)
                    type.GetCustomAttributesData()
                        .First(static data => data.AttributeType == typeof(GrainTypeAttribute))
                        .ConstructorArguments[0]
                        .Value!;
                if (!name.EndsWith("-2018", StringComparison.Ordinal))
                {
                    // The scenarios are run on this generation; that of the published text fails in them as it is.
                    continue;
                }

                if (type.IsDefined(typeof(ReentrantAttribute)))
                {
                    mutants.Add(name, "");
                    continue;
                }

                // What every object can be asked, at the end of a boot or for a picture, is of crashes and pages: scenarios have none.
                var methods = type.GetInterfaces()
                    .Where(static face => face != typeof(IKernelObjectGrain))
                    .SelectMany(static face => face.GetMethods())
                    .Where(static method => method.IsDefined(typeof(AlwaysInterleaveAttribute)))
                    .Select(static method => method.Name)
                    .Where(method => !OutOfReach.Contains($"{name} {method}"));
                foreach (var method in methods.Distinct().Order(StringComparer.Ordinal))
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
        if (SingleTurn.Contains(grain))
        {
            Assert.DoesNotContain(Original.Value.Overlaps, seen => seen.StartsWith(grain + " ", StringComparison.Ordinal));
            return;
        }

        var killed = Kill(builder => Mutate(builder, grain, method));
        if (Survivors.TryGetValue($"{grain} {method}".TrimEnd(), out var reason))
        {
            Assert.True(killed is null, $"{grain} {method} is missed now ({killed}): take it off the list ({reason})");
            Assert.Contains($"{grain} {method}", Original.Value.Overlaps);
        }
        else
        {
            Assert.True(killed is not null, $"{grain} {method} is not missed");
        }
    }

    [Fact]
    public void With_all_of_them_none_fails() => Assert.Empty(Original.Value.Failures);

    // With every attribute in place: the requests that began while another one ran at the same grain, and the orders that failed.
    private static readonly Lazy<(SortedSet<string> Overlaps, List<string> Failures)> Original = new(() =>
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        var failures = new List<string>();
        foreach (var document in Scenarios.Value)
        {
            var make = ScenarioExperiment.Of(document);
            var report = Explorer.Explore(
                strategy =>
                {
                    var experiment = make(strategy);
                    experiment.World.Overlap = (at, request) =>
                    {
                        lock (seen)
                        {
                            // At a grain where everything may enter, it is the class's attribute that lets it.
                            seen.Add($"{at.Slot.Class.Name} {(at.Slot.Class.IsReentrant ? "" : request.Method.Name)}");
                        }
                    };
                    return experiment;
                },
                new()
                {
                    Strategy = new Portfolio(),
                    Budget = new() { Schedules = document.Plan.Name == Narrow ? SchedulesOfNarrow : SchedulesOfScenario },
                }
            );
            if (report.Failure is not null)
            {
                failures.Add($"{document.Plan.Name}: {report}");
            }
        }

        return (seen, failures);
    });

    private static void Mutate(SimulatedClusterBuilder builder, string grain, string method)
    {
        if (method.Length == 0)
        {
            builder.OverrideReentrancy(grain, false);
        }
        else
        {
            builder.OverrideMethod(grain, method, CallTraits.None);
        }
    }

    private static string? Kill(Action<SimulatedClusterBuilder> mutate)
    {
        foreach (var document in Scenarios.Value)
        {
            ExplorationReport report;
            try
            {
                report = Explorer.Explore(
                    ScenarioExperiment.Of(document, shape: mutate),
                    new()
                    {
                        Strategy = new Portfolio(),
                        Budget = new() { Schedules = document.Plan.Name == Narrow ? SchedulesOfNarrow : SchedulesOfScenario },
                    }
                );
            }
            catch (DeadlockException)
            {
                return $"{document.Plan.Name}: its setup hangs";
            }

            if (report.Failure is { } failure)
            {
                return $"{document.Plan.Name}: {failure.Violation.Invariant}";
            }
        }

        return null;
    }
}
