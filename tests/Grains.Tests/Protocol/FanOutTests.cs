using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;
using Step = SvaOrleans.Interfaces.Programs.Step;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>Hundreds are notified concurrently, not in turn; it takes the modelled time of a kernel's loop, and ends only when
/// all have answered.</summary>
public sealed class FanOutTests
{
    [Fact]
    public void As_many_messages_follow_each_other_for_500_devices_as_for_5()
    {
        Assert.Equal(Rounds(new(5, 1, 1), Munmap(X, 1, 1)), Rounds(new(500, 1, 1), Munmap(X, 1, 1)));
        Assert.Equal(Rounds(new(5, 1, 5), Munmap(X, 1, 1)), Rounds(new(500, 1, 100), Munmap(X, 1, 1)));
    }

    [Fact]
    public void As_many_for_100_domains_as_for_2() =>
        Assert.Equal(Rounds(new(2, 2, 2), Munmap(X, 1, 1)), Rounds(new(100, 100, 100), Munmap(X, 1, 1)));

    // An IOMMU's queue is a queue: each domain's batch comes when the one before has been synced, and that is all that grows.
    [Fact]
    public void Domains_behind_one_IOMMU_wait_for_its_queue_and_for_nothing_else()
    {
        int few = Rounds(new(2, 2, 1), Munmap(X, 1, 1)),
            more = Rounds(new(3, 3, 1), Munmap(X, 1, 1)),
            many = Rounds(new(102, 102, 1), Munmap(X, 1, 1));
        Assert.InRange(more - few, 1, 4);
        Assert.Equal(100 * (more - few), many - few);
    }

    [Fact]
    public void An_entry_is_written_and_cleared_at_all_IOMMUs_at_once()
    {
        foreach (var step in (Func<int, Step>[])[Bind(WideMachine.Device(0), Y), Unbind(WideMachine.Device(0), 2)])
        {
            int Measured(int iommus)
            {
                var machine = new WideMachine(iommus, 1, iommus).Bound();
                machine.Run(Process("Y"));
                if (step(0) is UnbindStep)
                {
                    machine.Run(Bind(WideMachine.Device(0), Y));
                }

                return RoundsOn(machine, step);
            }

            Assert.Equal(Measured(2), Measured(100));
        }
    }

    // The thread walks a list: what it costs is the sum over domains, each the time of its slowest IOMMU.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(8, 1)]
    [InlineData(8, 3)]
    public void The_modelled_time_is_that_of_a_loop_on_any_schedule(int domains, int iommus)
    {
        var latencies = Latencies.Default;
        var perDomain = latencies.Call + latencies.IotlbInvalidation + latencies.Sync + latencies.AtcInvalidation;
        for (ulong seed = 0; seed < 20; seed++)
        {
            var machine = new WideMachine(domains, domains, iommus).Bound(new RandomStrategy(seed));
            var done = machine.One(Munmap(X, 1, 1));
            Assert.Equal((latencies.Call * 2) + (perDomain * domains) + latencies.PageFree, done.At - done.StartedAt);
            Assert.Equal(domains, Figure(done, "fanOut"));
            machine.AssertSound();
        }
    }

    [Fact]
    public void Any_domain_may_be_the_first_that_has_forgotten()
    {
        var first = new SortedSet<string>(StringComparer.Ordinal);
        for (ulong seed = 0; seed < 60; seed++)
        {
            var machine = new WideMachine(3, 3, 3).Bound(new RandomStrategy(seed));
            var before = machine.Events.Count;
            machine.Run(Munmap(X, 1, 1));
            first.Add(machine.Events.Skip(before).First(happened => happened.Kind == SvaEventKind.AtcInvalidate).Object.Name);
            Assert.All(Enumerable.Range(0, 3), index => Assert.Equal(2, machine.Device(WideMachine.Device(index)).Atc.Count));
        }

        Assert.Equal(3, first.Count);
    }

    [Fact]
    public void A_device_that_does_not_answer_keeps_nobody_else_from_being_told()
    {
        var machine = new WideMachine(6, 3, 3).Bound();
        machine.Run(Driver(WideMachine.Device(0), new DriverSpec(IsAtcDead: true)));
        var done = machine.One(Munmap(X, 1, 3));
        Assert.True(done.At - done.StartedAt >= Latencies.Default.AtcTimeout);
        Assert.All(Enumerable.Range(1, 5), index => Assert.Equal(0, machine.Device(WideMachine.Device(index)).Atc.Count));
        Assert.Equal(3, machine.Device(WideMachine.Device(0)).Atc.Count);
    }

    // A silo that dies takes all parts with it; each caller gets one answer, and no exception is left unobserved.
    [Fact]
    public void A_crash_in_the_midst_of_it_reaches_the_caller()
    {
        for (var steps = 20; steps < 200; steps += 7)
        {
            var machine = new WideMachine(20, 20, 4).Bound();
            var world = machine.Cluster.World;
            var end = world.StepCount + steps;
            world.BeforeStep = _ =>
            {
                if (world.StepCount == end)
                {
                    machine.Cluster.KillSilo("silo-0");
                }
            };
            var fault = Record.Exception(() => machine.Run(Munmap(X, 1, 1)));
            Assert.True(fault is not null || world.StepCount < end, $"a silo died at step {steps} and no caller learnt it");
        }
    }

    private static long Figure(StepResult done, string name) => done.Figures.Single(figure => figure.Name == name).Value;

    private static int Rounds(WideMachine wide, Func<int, Step> step) => RoundsOn(wide.Bound(), step);

    // The chain of steps, each brought about by the one before, at whose end the operation is answered: how many ways of messages must be
    // waited for. What the host asks its workers after a program does not belong to it.
    private static int RoundsOn(Machine machine, Func<int, Step> step)
    {
        var world = machine.Cluster.World;
        var depths = new Dictionary<long, int>();
        var answered = 0;
        world.BeforeStep = ready =>
        {
            depths[world.StepCount] = depths.GetValueOrDefault(ready.Cause) + 1;
            if (ready is { Kind: StepKind.Response, Method.Name: "Munmap" or "Bind" or "Unbind" })
            {
                answered = depths[world.StepCount];
            }
        };
        Assert.Equal(Errno.None, machine.Error(step));
        world.BeforeStep = null;
        Assert.InRange(answered, 10, int.MaxValue);
        return answered;
    }
}
