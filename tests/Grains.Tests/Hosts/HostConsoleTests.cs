using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Silo;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;
using RandomStrategy = SvaOrleans.Simulation.Engine.Strategies.RandomStrategy;
using Task = System.Threading.Tasks.Task;

namespace SvaOrleans.Grains.Tests.Hosts;

/// <summary>Boots and their ends, as seen at the machine's console.</summary>
public sealed class HostConsoleTests
{
    private static readonly Func<int, Step>[] Work = [.. Setup(), Mmap(X, 0, 8), Touch(X, 0, 4), Bind(Dev0, X), Dma(Dev0, 1, 0, 4)];

    [Fact]
    public void A_host_is_up_once_it_was_booted_and_only_once()
    {
        var rig = new HostRig(2);
        Assert.Equal((Errno.None, new BootEpoch(1)), Of(rig.Boot(HostRig.Spec())));
        Assert.Equal((Errno.EBUSY, new BootEpoch(1)), Of(rig.Boot(HostRig.Spec())));
        var status = rig.Probe(Host);
        Assert.Equal((Errno.None, new BootEpoch(1), 0, false), (status.Error, status.Epoch, status.Running, status.HasCheckpoint));
        Assert.All(rig.Errors(Host, Work), error => Assert.Equal(Errno.None, error));
        rig.AssertAtHome(Host);
        Assert.Equal(rig.ObjectsOf(Host).Count, rig.Probe(Host).Objects);
    }

    [Fact]
    public void Of_two_who_boot_a_host_at_once_one_finds_it_up()
    {
        for (var seed = 0ul; seed < 200; seed++)
        {
            var rig = new HostRig(2, new RandomStrategy(seed));
            rig.Boot(HostRig.Spec());
            rig.Ask(Host, (console, now) => console.PowerOff(now));
            var console = rig.Simulation.HostOf(Host);
            var booted = rig.Cluster.Run(() =>
                Task.WhenAll(console.Boot(new(default, HostRig.Spec())).AsTask(), console.Boot(new(default, HostRig.Spec())).AsTask())
            );
            Assert.Equal([Errno.None, Errno.EBUSY], booted.Select(boot => boot.Error).OrderByDescending(error => error.Code == 0));
            Assert.Equal(new BootEpoch(2), rig.Probe(Host).Epoch);
            rig.AssertAtHome(Host);
        }
    }

    [Fact]
    public void Who_asks_while_a_host_boots_is_told_of_the_boot()
    {
        for (var seed = 0ul; seed < 200; seed++)
        {
            var rig = new HostRig(2, new RandomStrategy(seed));
            rig.Boot(HostRig.Spec());
            var console = rig.Simulation.HostOf(Host);
            var before = rig.Now(Host);
            var (booted, status) = rig.Cluster.Run(async () =>
            {
                var booting = console.Reboot(new(before, false)).AsTask();
                var seen = await console.Probe();
                return (await booting, seen);
            });
            Assert.Equal((Errno.None, new BootEpoch(2)), Of(booted));
            Assert.Contains(status.Epoch.Value, new ulong[] { 1, 2 });
            Assert.Equal(Errno.None, status.Error);
            Assert.True(
                status.Epoch.Value == 1 || status.Objects == rig.Probe(Host).Objects,
                $"seed {seed}: half a machine of {status.Objects} objects"
            );
        }
    }

    [Fact]
    public void A_machine_that_cannot_be_built_is_refused_and_nothing_is_left_of_the_attempt()
    {
        var good = HostRig.Spec();
        var elsewhere = HostRig.Spec("h1");
        foreach (
            var bad in new[]
            {
                good with
                {
                    Devices = [good.Devices[0] with { Iommu = new(Host, ObjectKind.Iommu, "none") }],
                },
                good with
                {
                    Devices = [good.Devices[0] with { Domain = new(Host, ObjectKind.Domain, "none") }],
                },
                good with
                {
                    Devices = [good.Devices[0] with { Domain = Iommu }],
                },
                good with
                {
                    Devices = [good.Devices[0], good.Devices[0]],
                },
                good with
                {
                    Domains = [.. good.Domains, good.Domains[0]],
                },
                good with
                {
                    Iommus = elsewhere.Iommus,
                },
                good with
                {
                    Devices = elsewhere.Devices,
                },
            }
        )
        {
            var rig = new HostRig(2);
            Assert.Equal((Errno.EINVAL, default), Of(rig.Boot(bad)));
            rig.Cluster.RunToQuiescence();
            Assert.Empty(rig.ObjectsOf(Host));
            Assert.Equal((Errno.None, new BootEpoch(1)), Of(rig.Boot(good)));
        }
    }

    [Fact]
    public void A_host_that_is_off_answers_so_and_keeps_nothing_in_memory()
    {
        var rig = new HostRig(2);
        rig.Boot(HostRig.Spec());
        rig.Run(Host, Work);
        Assert.Equal(Errno.None, rig.Ask(Host, (console, now) => console.PowerOff(now)).Error);
        rig.Cluster.RunToQuiescence();
        Assert.Empty(rig.ObjectsOf(Host));
        Assert.Equal((Errno.ENODEV, new BootEpoch(1)), Of(rig.Probe(Host)));
        rig.Cluster.RunToQuiescence();
        Assert.Empty(rig.ObjectsOf(Host));
        Assert.Equal((Errno.None, new BootEpoch(2)), Of(rig.Boot(HostRig.Spec())));
        Assert.All(rig.Errors(Host, Work), error => Assert.Equal(Errno.None, error));
        rig.AssertAtHome(Host);
    }

    [Fact]
    public void Nobody_of_an_earlier_boot_is_served()
    {
        var rig = new HostRig(2);
        rig.Boot(HostRig.Spec());
        rig.Run(Host, Work);
        var old = rig.Now(Host);
        rig.Ask(Host, console => console.Reboot(new(old, false)));
        Assert.Throws<HostRestartedException>(() => rig.View(Host, old));
        Assert.Throws<HostRestartedException>(() => rig.Ask(Host, console => console.WhenIdle(old)));
        Assert.Throws<HostRestartedException>(() => rig.Ask(Host, console => console.TakeEvents(old)));
        Assert.Throws<HostRestartedException>(() => rig.Ask(Host, console => console.Checkpoint(new(old, false))));
        Assert.Throws<HostRestartedException>(() => rig.Ask(Host, console => console.Reboot(new(old, false))));
        Assert.Throws<HostRestartedException>(() => rig.Ask(Host, console => console.PowerOff(old)));
        var request = rig.Request(Host, Work, old);
        Assert.IsType<HostRestartedException>(
            Assert.Throws<OutcomeUnknownException>(() => (object)rig.Simulation.Run(rig.Runner(Host), request).Result).InnerException
        );
        rig.Watch(HostRig.Spec()).AssertNothingLeft();
        rig.AssertAtHome(Host);
    }

    [Fact]
    public void A_reboot_is_refused_while_a_program_runs_and_power_off_is_not()
    {
        for (var seed = 0ul; seed < 300; seed++)
        {
            var rig = new HostRig(2, new RandomStrategy(seed));
            rig.Boot(HostRig.Spec());
            rig.Run(
                Host,
                [
                    .. Setup(),
                    Driver(Dev0, new(MmExitSleep: VirtualTime.FromMilliseconds(1_000_000))),
                    Driver(Dev1, new(IsMmExitHanging: true)),
                    Bind(Dev0, X),
                    Bind(Dev1, Y),
                ]
            );
            var console = rig.Simulation.HostOf(Host);
            var stamp = rig.Now(Host);
            var asleep = rig.Request(Host, [Kill("X")], stamp);
            var hanging = rig.Request(Host, [Kill("Y")], stamp);
            var waiting = rig.Request(Host, [Unbind(Dev0, 1)], stamp);
            var running = new[] { asleep, hanging, waiting }
                .Select(request => rig.Cluster.Run(() => Task.FromResult(console.Run(new(rig.Runner(Host), request)).AsTask())))
                .ToArray();
            rig.Cluster.World.RunFor(TimeSpan.FromMilliseconds((int)(seed % 3)));
            Assert.Equal(Errno.EBUSY, rig.Ask(Host, host => host.Reboot(new(stamp, false))).Error);
            Assert.Equal(Errno.EBUSY, rig.Ask(Host, host => host.Checkpoint(new(stamp, false))).Error);
            rig.Ask(Host, host => host.PowerOff(stamp));
            foreach (var program in running.Where(program => !program.IsCompletedSuccessfully))
            {
                Assert.IsType<HostRestartedException>(rig.Cluster.Run(() => Quietly(program)));
            }

            // Not after the handler's thousand seconds, nor never: the machine has no power.
            Assert.True(rig.Cluster.World.Clock.Elapsed < TimeSpan.FromSeconds(1), $"seed {seed}: {rig.Cluster.World.Clock.Elapsed}");
            Assert.Null(rig.Cluster.RunToQuiescence());
            Assert.Empty(rig.ObjectsOf(Host));
            Assert.Equal((Errno.None, new BootEpoch(2)), Of(rig.Boot(HostRig.Spec())));
            Assert.All(rig.Errors(Host, Work), error => Assert.Equal(Errno.None, error));
        }
    }

    [Fact]
    public void A_kernel_that_loses_an_object_has_crashed_and_comes_back_by_a_probe()
    {
        var rig = new HostRig(2);
        rig.Boot(HostRig.Spec());
        var empty = rig.View(Host);
        rig.Run(Host, Work);
        var old = rig.Now(Host);
        rig.Cluster.ActivationOf(GrainNames.IdOf(X, "2018"))!
            .Deactivate(Simulation.Engine.Activations.DeactivationCause.ApplicationRequested);
        rig.Cluster.RunToQuiescence();

        // Not an empty mm in the place of the one that was.
        var request = rig.Request(Host, [Touch(X, 0, 1)], old);
        Assert.Throws<OutcomeUnknownException>(() => (object)rig.Simulation.Run(rig.Runner(Host), request).Result);
        Assert.Equal((Errno.None, new BootEpoch(2)), Of(rig.Probe(Host)));
        Assert.Equal(empty, rig.View(Host));
        rig.AssertAtHome(Host);
        Assert.All(rig.Errors(Host, Work), error => Assert.Equal(Errno.None, error));
    }

    [Fact]
    public void A_silo_that_stops_in_order_is_a_crash_of_its_hosts()
    {
        for (var seed = 0ul; seed < 50; seed++)
        {
            var rig = new HostRig(2, new RandomStrategy(seed));
            rig.Boot(HostRig.Spec());
            rig.Run(Host, Work);
            var old = rig.Now(Host);
            var home = rig.SiloOf(Host)!;
            var console = rig.Simulation.HostOf(Host);
            var request = rig.Request(Host, [Kill("X"), Bind(Dev1, Y)], old);
            var running = rig.Cluster.Run(() => Task.FromResult(console.Run(new(rig.Runner(Host), request)).AsTask()));
            rig.Cluster.StopSilo(home);
            Assert.True(rig.Cluster.Run(() => Quietly(running)) is null or HostRestartedException, $"seed {seed}");
            rig.Cluster.RunToQuiescence();
            Assert.Equal((Errno.None, new BootEpoch(2)), Of(rig.Probe(Host)));
            Assert.NotEqual(home, rig.SiloOf(Host));
            rig.AssertAtHome(Host);
            rig.Watch(HostRig.Spec()).AssertNothingLeft();
        }
    }

    [Fact]
    public void Two_at_the_console_do_not_spoil_each_other_s_picture()
    {
        for (var seed = 0ul; seed < 100; seed++)
        {
            var rig = new HostRig(2, new RandomStrategy(seed));
            rig.Boot(HostRig.Spec());
            rig.Run(Host, Work);
            var expected = rig.View(Host);
            var console = rig.Simulation.HostOf(Host);
            var stamp = rig.Now(Host);
            var views = rig.Cluster.Run(() => Task.WhenAll(Enumerable.Range(0, 3).Select(_ => console.View(stamp).AsTask())));
            Assert.All(views, view => Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(view.View.AsSpan())));
        }
    }

    [Fact]
    public void Whatever_is_asked_at_once_a_host_ends_up_or_off_and_whole()
    {
        for (var seed = 0ul; seed < 500; seed++)
        {
            var rig = new HostRig(3, new RandomStrategy(seed));
            rig.Boot(HostRig.Spec());
            rig.Run(Host, Work);
            rig.Checkpoint(Host);
            var console = rig.Simulation.HostOf(Host);
            var stamp = rig.Now(Host);
            var program = rig.Request(Host, [Kill("X"), Bind(Dev1, Y)], stamp);
            var asked = rig.Cluster.Run(() =>
                Task.WhenAll(
                    Quietly(console.Run(new(rig.Runner(Host), program)).AsTask()),
                    Quietly(console.Reboot(new(stamp, seed % 2 == 0)).AsTask()),
                    Quietly(console.Checkpoint(new(stamp, false)).AsTask()),
                    Quietly(console.View(stamp).AsTask()),
                    Quietly(console.WhenIdle(stamp).AsTask()),
                    Quietly(console.Probe().AsTask()),
                    Quietly(seed % 3 == 0 ? console.PowerOff(stamp).AsTask() : Task.CompletedTask),
                    Quietly(console.Boot(new(default, HostRig.Spec())).AsTask())
                )
            );
            Assert.All(asked, failure => Assert.True(failure is null or HostRestartedException, $"seed {seed}: {failure}"));
            Assert.Null(rig.Cluster.RunToQuiescence());
            var status = rig.Probe(Host);
            if (status.Error == Errno.ENODEV)
            {
                rig.Cluster.RunToQuiescence();
                Assert.Empty(rig.ObjectsOf(Host));
                rig.Boot(HostRig.Spec());
            }

            rig.AssertAtHome(Host);
            rig.Watch(HostRig.Spec()).AssertSound();
            rig.Run(Host, Kill("X"), Kill("Y"));
            rig.Watch(HostRig.Spec()).AssertNothingLeft();
        }
    }

    private static async Task<Exception?> Quietly(Task asked)
    {
        try
        {
            await asked;
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure;
        }
    }

    private static (Errno, BootEpoch) Of(BootResult booted) => (booted.Error, booted.Epoch);

    private static (Errno, BootEpoch) Of(HostStatus status) => (status.Error, status.Epoch);
}
