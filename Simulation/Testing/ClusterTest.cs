using System.Runtime.CompilerServices;
using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Simulation.Testing;

/// <summary>A test of grains that holds in every order of steps: a cluster, the client code that runs on it, and what must be true meanwhile.</summary>
/// <remarks>The body may run many thousand times, each time on a cluster that is as new; what it needs it makes by itself. An exception in it, a
/// deadlock, a run without an end and an invariant that does not hold are failures.</remarks>
public sealed class ClusterTest
{
    private const long DepthFirstMost = 1_000;
    private const long DrawnMost = 4_000;
    private const long StepsMost = 100_000;

    // Depth first, what came before what is kept: bits by the square of an order's steps.
    private const long DepthFirstStepsMost = 30_000;
    private const long DepthFirstStepsOfFirst = 15_000;

    private readonly List<Invariant> _invariants = [];

    /// <summary>Describes a test.</summary>
    /// <param name="configure">Configures the cluster; what it makes is shared by all runs, so singletons must be stateless.</param>
    /// <param name="body">The client code. Its first call is the first that is made in several orders.</param>
    /// <param name="name">The test's name, for replay tokens: a token fits only the test that it came from.</param>
    public ClusterTest(Action<SimulatedClusterBuilder> configure, Func<SimulatedCluster, Task> body, [CallerMemberName] string name = "")
    {
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(name);
        Configure = configure;
        Body = body;
        Name = name;
    }

    /// <summary>The test's name.</summary>
    public string Name { get; }

    /// <summary>Client code that runs before the body, in one order.</summary>
    public Func<SimulatedCluster, Task>? Setup { get; init; }

    /// <summary>What may go wrong while the body runs: crashes of silos, late messages, time-outs, deactivations. Null for nothing; options that name
    /// no kinds are for all of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="FaultOptions.Most"/> is less than 1.</exception>
    public FaultOptions? Faults
    {
        get;
        init
        {
            if (value is { Most: < 1 and int most })
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value),
                    most,
                    "FaultOptions.Most must be at least 1. Leave Faults out if nothing may go wrong."
                );
            }

            field = value;
        }
    }

    /// <summary>Client code that runs in one order after the body, when no more faults happen: it says what must work again.</summary>
    public Func<SimulatedCluster, Task>? Afterwards { get; init; }

    /// <summary>Virtual time within which the body must end; null for no bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan? TimeLimit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? TimeSpan.Zero, TimeSpan.Zero, nameof(value));
            field = value;
        }
    }

    internal Action<SimulatedClusterBuilder> Configure { get; }

    internal Func<SimulatedCluster, Task> Body { get; }

    internal IReadOnlyList<Invariant> Invariants => _invariants;

    private bool HasInvariantsOfSteps => _invariants.Exists(static invariant => invariant.IsAlways);

    /// <summary>Adds something that must be true after every step, not only when the body looks.</summary>
    /// <param name="name">What is true, as a sentence.</param>
    /// <param name="holds">True if it is. It reads grains by <see cref="SimulatedCluster.Find{TGrain}(GrainId)"/> and cannot call them. An exception
    /// counts as false.</param>
    /// <returns>This test.</returns>
    public ClusterTest Always(string name, Func<SimulatedCluster, bool> holds)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(holds);
        _invariants.Add(new(name, holds, IsAlways: true));
        return this;
    }

    /// <summary>Adds something that must be true when a run has ended.</summary>
    /// <param name="name">What is true, as a sentence.</param>
    /// <param name="holds">True if it is. It reads grains as that of <see cref="Always"/> does. An exception counts as false.</param>
    /// <returns>This test.</returns>
    public ClusterTest Finally(string name, Func<SimulatedCluster, bool> holds)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(holds);
        _invariants.Add(new(name, holds, IsAlways: false));
        return this;
    }

    /// <summary>Runs the test in many orders: up to 1,000 classes of orders depth first and, if that was not all, 4,000 more that are drawn.</summary>
    /// <returns>What was found.</returns>
    /// <remarks>A class is all orders that differ only in steps that have nothing in common, e.g. those of different grains; one of each is run.
    /// What <see cref="Always"/> says of several grains at once can hold in that one and not in another, so with it orders are drawn in any case.
    /// A run whose steps are more than 100,000 has no end; <see cref="Explore(ExploreOptions)"/> takes another bound.</remarks>
    public ClusterTestReport Explore()
    {
        Exploring exploring = new(this);
        Budget drawn = new() { Schedules = DrawnMost, StepsOfSchedule = StepsMost };
        var first = exploring.Check(StepsMost);
        if (first is null && exploring.StepsOfFirst <= DepthFirstStepsOfFirst)
        {
            first = exploring.Run(
                new()
                {
                    Strategy = new Exhaustive(),
                    Budget = new() { Schedules = DepthFirstMost, StepsOfSchedule = DepthFirstStepsMost },
                    Workers = 1,
                }
            );
            if (first.HasPassed && (!first.Exploration!.IsExhausted || HasInvariantsOfSteps))
            {
                var second = exploring.Run(
                    new()
                    {
                        Strategy = new Portfolio(),
                        Budget = drawn,
                        Workers = 1,
                    }
                );
                return second.HasPassed && first.Exploration.IsExhausted ? first : second;
            }
        }

        return first
            ?? exploring.Run(
                new()
                {
                    Strategy = new Portfolio(),
                    Budget = drawn,
                    Workers = 1,
                }
            );
    }

    /// <summary>Runs the test in many orders.</summary>
    /// <param name="options">Which orders, and how many. With several workers the body runs on several threads at once.</param>
    /// <returns>What was found.</returns>
    public ClusterTestReport Explore(ExploreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Exploring exploring = new(this);
        return exploring.Check(options.Budget.StepsOfSchedule) ?? exploring.Run(options);
    }

    /// <summary>Runs the test in the one order that a token says.</summary>
    /// <param name="token">The token, as a report printed it.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="ArgumentException">It is no token, or one of another test.</exception>
    public ClusterTestReport Replay(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Exploring exploring = new(this);
        if (!ReplayToken.TryParse(token, out var read, out var fault))
        {
            throw new ArgumentException($"The token cannot be read: {fault}.", nameof(token));
        }

        return read.Subject == exploring.Subject
            ? exploring.Replay(read)
            : throw new ArgumentException(
                $"The token is not of the test '{Name}'. A token fits a test of the same name with the same faults.",
                nameof(token)
            );
    }

    /// <summary>Runs the test once, in an order that is drawn from a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <returns>How it ended.</returns>
    public ClusterTestReport Run(ulong seed) =>
        Explore(
            new()
            {
                Strategy = new RandomWalk(),
                Seed = seed,
                Budget = new() { Schedules = 1 },
                Workers = 1,
            }
        );
}
