using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Tests.Differential;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;
using RandomStrategy = SvaOrleans.Simulation.Engine.Strategies.RandomStrategy;
using Xoshiro = SvaOrleans.Simulation.Engine.Strategies.Xoshiro;

namespace SvaOrleans.Grains.Tests.Hosts;

/// <summary>What a checkpoint keeps: everything.</summary>
public sealed class CheckpointTests
{
    private static readonly Func<int, Step>[] Busy =
    [
        .. Setup(SvaFeatures.Iopf),
        Mmap(X, 0, 16),
        Touch(X, 0, 8),
        Mmap(Y, 0, 16),
        Bind(Dev0, X),
        Bind(Dev1, X),
        Bind(Dev2, Y),
        Dma(Dev0, 1, 0, 8),
        Dma(Dev1, 1, 0, 4),
        Dma(Dev2, 2, 0, 6),
        Fork("X", "X2"),
        Inject(Dev1, FailurePoint.DeviceParameter, Errno.ENOMEM, 3),
        PageRequest(Dev2, 2, 7, 3, isLast: false),
        Lock("big"),
        Driver(Dev2, new(MmExitSleep: VirtualTime.FromMilliseconds(5))),
    ];

    // Every operation is done once more, so a value that a checkpoint forgot shows.
    private static readonly Func<int, Step>[] GoOn =
    [
        Dma(Dev0, 1, 0, 8),
        Dma(Dev2, 2, 8, 4),
        PageRequest(Dev2, 2, 7, 4, isLast: true),
        Touch(X, 0, 2),
        Munmap(X, 4, 2),
        Dma(Dev1, 1, 4, 1),
        Bind(Dev0, Y),
        Unbind(Dev0, 1),
        Unbind(Dev0, 1),
        Bind(Dev2, X),
        Init(Dev1),
        Shutdown(Dev1),
        Init(Dev1, SvaFeatures.Iopf),
        Init(Dev1),
        Lock("big", isRelease: true),
        FaultQueue(Dev1),
        FaultQueue(Dev1, isRemoval: true),
        Find(1),
        Find(2),
        Fork("X2", "X3"),
        Kill("X"),
        Kill("Y"),
        Kill("X2"),
        Leave("X3"),
    ];

    [Theory]
    [InlineData("2018")]
    [InlineData("2018-v2")]
    public void A_host_restored_is_the_host_that_was_and_goes_on_as_if_nothing_had_been(string generation)
    {
        // Each function in a group of its own, as the published text demands.
        var spec = HostRig.Spec() with
        {
            Generation = generation,
        };
        spec = spec with { Devices = [.. spec.Devices.Select(static device => device with { GroupSize = 1 })] };
        var (kept, straight) = (new HostRig(2), new HostRig(2));
        foreach (var rig in new[] { kept, straight })
        {
            rig.Boot(spec);
            Assert.All(rig.Errors(Host, Busy), error => Assert.Equal(Errno.None, error));
        }

        var before = kept.View(Host);
        var taken = kept.Checkpoint(Host);
        Assert.Equal(Errno.None, taken.Error);
        Assert.True(taken.Bytes > 0);

        // The return to a checkpoint undoes everything after it.
        kept.Run(Host, Kill("X"), Shutdown(Dev2), Process("Z"), Lock("big", isRelease: true));
        Assert.NotEqual(before, kept.View(Host));
        var back = kept.Ask(Host, (console, now) => console.Reboot(new(now, true)));
        Assert.Equal((Errno.None, new BootEpoch(2)), (back.Error, back.Epoch));
        Assert.Equal(before, kept.View(Host));
        kept.AssertAtHome(Host);
        Assert.Equal(taken.Objects, kept.Checkpoint(Host).Objects);
        Assert.Equal(straight.Errors(Host, GoOn), kept.Errors(Host, GoOn));
        Assert.Equal(straight.View(Host), kept.View(Host));
        kept.Watch(spec).AssertNothingLeft();
    }

    [Fact]
    public void A_checkpoint_may_be_gone_back_to_again_and_again()
    {
        var rig = new HostRig(2);
        rig.Boot(HostRig.Spec());
        rig.Run(Host, Busy);
        var before = rig.View(Host);
        rig.Checkpoint(Host);
        for (ulong boot = 2; boot < 6; boot++)
        {
            rig.Run(Host, GoOn);
            Assert.Equal(new BootEpoch(boot), rig.Ask(Host, (console, now) => console.Reboot(new(now, true))).Epoch);
            Assert.Equal(before, rig.View(Host));
        }
    }

    [Fact]
    public void Without_a_checkpoint_there_is_no_way_back_and_the_host_stays_as_it_is()
    {
        var rig = new HostRig(1);
        rig.Boot(HostRig.Spec());
        rig.Run(Host, Busy);
        var before = rig.View(Host);
        var back = rig.Ask(Host, (console, now) => console.Reboot(new(now, true)));
        Assert.Equal((Errno.ENOENT, new BootEpoch(1)), (back.Error, back.Epoch));
        Assert.Equal(before, rig.View(Host));
        Assert.False(rig.Probe(Host).HasCheckpoint);
        rig.Checkpoint(Host);
        Assert.True(rig.Probe(Host).HasCheckpoint);
    }

    [Fact]
    public void A_reboot_comes_up_as_empty_as_the_first_boot_and_keeps_the_checkpoint()
    {
        var rig = new HostRig(2);
        rig.Boot(HostRig.Spec());
        var empty = rig.View(Host);
        rig.Run(Host, Busy);
        var busy = rig.View(Host);
        rig.Checkpoint(Host);
        Assert.Equal(new BootEpoch(2), rig.Ask(Host, (console, now) => console.Reboot(new(now, false))).Epoch);
        Assert.Equal(empty, rig.View(Host));
        rig.AssertAtHome(Host);
        rig.Watch(HostRig.Spec()).AssertNothingLeft();
        rig.Ask(Host, (console, now) => console.Reboot(new(now, true)));
        Assert.Equal(busy, rig.View(Host));
        rig.Ask(Host, (console, now) => console.PowerOff(now));
        rig.Boot(HostRig.Spec());
        Assert.False(rig.Probe(Host).HasCheckpoint);
        Assert.Equal(empty, rig.View(Host));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_host_that_crashes_comes_back_empty_or_from_its_checkpoint_as_was_asked(bool comesBackRestored)
    {
        var rig = new HostRig(3);
        rig.Boot(HostRig.Spec());
        var empty = rig.View(Host);
        rig.Run(Host, Busy);
        var busy = rig.View(Host);
        rig.Checkpoint(Host, comesBackRestored);
        rig.Run(Host, Kill("Y"));
        for (ulong boot = 2; boot < 4; boot++)
        {
            var home = rig.SiloOf(Host)!;
            rig.Cluster.KillSilo(home);
            Assert.Empty(rig.ObjectsOf(Host));
            Assert.Equal(new BootEpoch(boot), rig.Probe(Host).Epoch);
            Assert.NotEqual(home, rig.SiloOf(Host));
            Assert.Equal(comesBackRestored ? busy : empty, rig.View(Host));
            rig.AssertAtHome(Host);
            rig.Cluster.AddSilo(home);
        }

        if (comesBackRestored)
        {
            rig.Run(Host, GoOn);
        }

        rig.Watch(HostRig.Spec()).AssertNothingLeft();
    }

    [Fact]
    public void A_checkpoint_that_is_damaged_is_refused_and_a_host_that_should_come_back_from_it_comes_back_empty()
    {
        var rig = new HostRig(2);
        rig.Boot(HostRig.Spec());
        var empty = rig.View(Host);
        rig.Run(Host, Busy);
        rig.Checkpoint(Host, comesBackRestored: true);
        var storage = rig.Cluster.World.Storage;
        var own = rig.Cluster.ActivationOf(GrainNames.IdOf(new(Host, ObjectKind.Host, "")))!.Slot;
        var (stored, tag) = storage.Read(own, "host");
        var record = (HostRecord)stored!;
        var first = record.Checkpoint!.Objects[0];
        var damaged = first with
        {
            State = first.State.SetItem(first.State.Length / 2, (byte)(first.State[first.State.Length / 2] ^ 0xff)),
        };
        storage.Write(
            own,
            "host",
            record with
            {
                Checkpoint = record.Checkpoint with { Objects = record.Checkpoint.Objects.SetItem(0, damaged) },
            },
            tag
        );
        rig.Cluster.KillSilo(rig.SiloOf(Host)!);
        Assert.Equal(new BootEpoch(2), rig.Probe(Host).Epoch);
        Assert.Equal(empty, rig.View(Host));
        Assert.Single(rig.EventsOf(Host), happened => happened.Kind == Model.Events.SvaEventKind.Warning);

        // Nothing is given up for it either.
        rig.Run(Host, Busy);
        var busy = rig.View(Host);
        var back = rig.Ask(Host, (console, now) => console.Reboot(new(now, true)));
        Assert.Equal((Errno.EIO, new BootEpoch(2)), (back.Error, back.Epoch));
        Assert.Equal(busy, rig.View(Host));
    }

    [Fact]
    public void A_warning_of_once_per_boot_is_not_given_again_by_a_host_that_is_restored()
    {
        var rig = new HostRig(1);
        rig.Boot(HostRig.Spec());
        rig.Run(Host, Process("X"), Bind(Dev0, X));
        Assert.Single(rig.EventsOf(Host), happened => happened.Kind == Model.Events.SvaEventKind.Warning);
        rig.Checkpoint(Host);
        rig.Ask(Host, (console, now) => console.Reboot(new(now, true)));
        rig.Run(Host, Bind(Dev0, X));
        Assert.Single(rig.EventsOf(Host), happened => happened.Kind == Model.Events.SvaEventKind.Warning);
        rig.Ask(Host, (console, now) => console.Reboot(new(now, false)));
        rig.Run(Host, Process("X"), Bind(Dev0, X));
        Assert.Equal(2, rig.EventsOf(Host).Count(happened => happened.Kind == Model.Events.SvaEventKind.Warning));
    }

    [Fact]
    public void Handlers_that_sleep_and_unbinds_that_wait_make_a_checkpoint_busy_until_they_have_ended()
    {
        var refused = 0;
        for (var seed = 0ul; seed < 100; seed++)
        {
            var rig = new HostRig(2, new RandomStrategy(seed));
            rig.Boot(HostRig.Spec());
            rig.Run(Host, [.. Setup(), Driver(Dev0, new(MmExitSleep: VirtualTime.FromMilliseconds(10))), Bind(Dev0, X)]);
            var console = rig.Simulation.HostOf(Host);
            var stamp = rig.Now(Host);
            var programs = new[] { rig.Request(Host, [Kill("X")], stamp), rig.Request(Host, [Unbind(Dev0, 1)], stamp) };
            var (busy, after) = rig.Cluster.Run(async () =>
            {
                var running = programs.Select(program => console.Run(new(rig.Runner(Host), program)).AsTask()).ToArray();
                var during = console.Checkpoint(new(stamp, false)).AsTask();
                await System.Threading.Tasks.Task.WhenAll(running);
                return (await during, await console.Checkpoint(new(stamp, false)));
            });
            refused += busy.Error == Errno.EBUSY ? 1 : 0;
            Assert.Contains(busy.Error, new[] { Errno.None, Errno.EBUSY });
            Assert.Equal(Errno.None, after.Error);
            rig.Ask(Host, (host, now) => host.Reboot(new(now, true)));
            rig.Run(Host, Kill("Y"));
            rig.Watch(HostRig.Spec()).AssertNothingLeft();
        }

        // The others came before either program.
        Assert.InRange(refused, 50, 99);
    }

    [Fact]
    public void Whatever_machines_have_done_they_go_on_from_a_checkpoint_as_without_one()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var random = new Xoshiro(seed);
            var spec = RandomMachine.Make(ref random);
            var made = new RandomProgram(spec, seed).Make(40);
            var (before, after) = (Settled(made[..25]), Settled(made[25..]));
            var (kept, straight) = (new HostRig(2), new HostRig(2));
            kept.Boot(spec);
            straight.Boot(spec);
            Assert.Equal(straight.Errors(Host, before), kept.Errors(Host, before));
            var view = kept.View(Host);
            Assert.Equal(Errno.None, kept.Checkpoint(Host).Error);
            kept.Ask(Host, (console, now) => console.Reboot(new(now, true)));
            Assert.True(view == kept.View(Host), $"seed {seed}: {view}\n{kept.View(Host)}");
            Assert.True(straight.Errors(Host, after).SequenceEqual(kept.Errors(Host, after)), $"seed {seed}: goes on otherwise");
            Assert.True(straight.View(Host) == kept.View(Host), $"seed {seed}: {straight.View(Host)}\n{kept.View(Host)}");
        }
    }

    private static Func<int, Step>[] Settled(IEnumerable<Step> steps) =>
        [
            .. steps.SelectMany(step =>
                new Func<int, Step>[] { id => step with { Id = id }, id => new SettleStep(id, new(Host, ObjectKind.Host, "")) }
            ),
        ];
}
