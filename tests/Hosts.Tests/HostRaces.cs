using SvaOrleans.Grains.Kernel;
using SvaOrleans.Simulation.Engine.Faults;
using static SvaOrleans.Hosts.Tests.HostStage;
using Task = System.Threading.Tasks.Task;

namespace SvaOrleans.Hosts.Tests;

/// <summary>Requests that can be concurrent at a host's console.</summary>
internal static class HostRaces
{
    public static IReadOnlyList<HostRace> All { get; } =
    [
        new("two-boots", TwoBoots) { Setup = static stage => Off(stage) },
        new("reboot-and-probes", RebootAndProbes),
        new("two-reboots-and-probes", TwoRebootsAndProbes),
        new("reboot-and-work", RebootAndWork),
        new("views-and-power-off", ViewsAndPowerOff) { Setup = Busy },
        new("views-and-reboot", ViewsAndReboot) { Setup = Busy },
        new("views-and-programs", ViewsAndPrograms) { Setup = Busy },
        new("faults-and-views", FaultsAndViews) { Setup = Busy },
        new("checkpoint-and-power-off", CheckpointAndPowerOff) { Setup = Busy },
        new("checkpoint-and-program", CheckpointAndProgram) { Setup = Busy, Orders = 40 },
        new("restore-and-program", RestoreAndProgram) { Setup = Kept, Orders = 40 },
        new("late-words", LateWords) { Setup = Again },
        new("reboot-and-program", RebootAndProgram) { Setup = Busy },
        new("power-off-and-programs", PowerOffAndPrograms) { Setup = Waiting },
        new("power-off-and-lock", PowerOffAndPrograms) { Setup = Locked },
        new("power-off-and-munmap", PowerOffAndMunmap) { Setup = Busy },
        new("views-and-lock", ViewsAndLock) { Setup = Locked },
        new("power-off-and-handler", PowerOffAndPrograms) { Setup = Hanging },
        new("crash", Programs)
        {
            Setup = Busy,
            Faults = FaultKinds.Crash,
            Most = 2,
        },
        new("crash-while-it-boots", Reboots)
        {
            Setup = Busy,
            Faults = FaultKinds.Crash,
            Most = 2,
        },
        new("lost-objects", Programs)
        {
            Setup = Busy,
            Faults = FaultKinds.Deactivation,
            Most = 2,
        },
        new("lost-objects-one-by-one", ProbesAfterLoss)
        {
            Faults = FaultKinds.Deactivation,
            MayDeactivate = static lost => lost.Instance is IKernelObject { Name.Kind: ObjectKind.Iommu, InBoot.Epoch.Value: 2 },
        },
        new("lost-answers", Programs)
        {
            Setup = Busy,
            Faults = FaultKinds.TimeOut,
            Most = 2,
        },
        new("lost-objects-while-it-boots", Reboots)
        {
            Setup = Busy,
            Faults = FaultKinds.Deactivation,
            Most = 2,
        },
        new("lost-answers-while-it-boots", Reboots)
        {
            Setup = Busy,
            Faults = FaultKinds.TimeOut,
            Most = 2,
        },
        new("anything", Everything)
        {
            Setup = Busy,
            Faults = FaultKinds.All & ~FaultKinds.Stall,
            Most = 3,
        },
        new("boot-and-orders-to-it", OrdersToABoot) { Setup = static stage => Off(stage) },
    ];

    private static Task Busy(HostStage stage) => stage.Do([Init, .. Bound("x"), Dma(1)]);

    private static async Task Kept(HostStage stage)
    {
        await Busy(stage);
        Require((await stage.Console.Checkpoint(new(stage.Now, false))).Error, Errno.None);
    }

    // The driver of the device sleeps before it is done with x.
    private static async Task Waiting(HostStage stage)
    {
        await Busy(stage);
        await stage.Do(Driver(new(MmExitSleep: VirtualTime.FromMilliseconds(10))));
    }

    // That of its driver takes a lock, and then hangs for ever.
    private static async Task Hanging(HostStage stage)
    {
        await Busy(stage);
        await stage.Do(Driver(new(IsMmExitHanging: true, MmExitLock: Named(ObjectKind.DriverLock, "g"))));
    }

    // A program has the lock that its driver will wait for.
    private static async Task Locked(HostStage stage)
    {
        await Busy(stage);
        await stage.Do(Driver(new(MmExitLock: Named(ObjectKind.DriverLock, "g"))), TakeLock);
    }

    private static async Task Again(HostStage stage)
    {
        Require((await stage.Console.Reboot(new(stage.Now, false))).Error, Errno.None);
        await stage.Enter();
        await Busy(stage);
    }

    private static async Task Off(HostStage stage)
    {
        Require((await stage.Console.PowerOff(stage.Now)).Error, Errno.None);
    }

    private static async Task TwoBoots(HostStage stage)
    {
        var boots = Enumerable.Range(0, 2).Select(_ => stage.Try(static console => console.Boot(new(default, Spec)))).ToArray();
        await Task.WhenAll(boots);
        Require(boots.Count(static boot => boot.Result is { Error.IsSuccess: true }) == 1, "not one of two has booted the host");
        Require(
            boots.Count(static boot => boot.Result is { } done && done.Error == Errno.EBUSY) == 1,
            "not one of two has found the host up"
        );
    }

    private static async Task RebootAndProbes(HostStage stage)
    {
        var reboot = stage.Console.Reboot(new(stage.Now, false)).AsTask();
        var probes = Enumerable.Range(0, 2).Select(_ => stage.Try(static console => console.Probe())).ToArray();
        await Task.WhenAll(probes);
        foreach (var probe in probes)
        {
            Require(probe.Result!.Value.Error, Errno.None);
            Require(probe.Result.Value.Objects == 6, $"a host of {probe.Result.Value.Objects} objects");
        }

        Require((await reboot).Error, Errno.None);
    }

    private static async Task TwoRebootsAndProbes(HostStage stage)
    {
        var probes = Enumerable.Range(0, 2).Select(_ => stage.Try(static console => console.Probe())).ToArray();
        var first = await stage.Console.Reboot(new(stage.Now, false));
        Require(first.Error, Errno.None);
        var second = await stage.Console.Reboot(new(new(first.At, first.Epoch), false));
        Require(
            (second.Error, second.Epoch) == (Errno.None, first.Epoch.Next),
            $"{second.Error} and boot {second.Epoch} instead of boot {first.Epoch.Next}"
        );
        await Task.WhenAll(probes);
        Require(
            probes.All(static probe => probe.Result is { Error.IsSuccess: true, Objects: 6 }),
            "half a machine is reported as a host that is up"
        );
    }

    private static async Task RebootAndWork(HostStage stage)
    {
        var reboot = await stage.Console.Reboot(new(stage.Now, false));
        Require(reboot.Error, Errno.None);
        var ran = await stage.Run(new(reboot.At, reboot.Epoch), [Init, .. Bound("x"), Dma(1)]);
        Require(ran.All(static error => error.IsSuccess), "a program does not run on a host that has come up");
    }

    private static async Task ViewsAndPowerOff(HostStage stage)
    {
        var views = Enumerable.Range(0, 2).Select(_ => stage.TryView(stage.Now)).ToArray();
        var off = stage.Console.PowerOff(stage.Now).AsTask();
        await Task.WhenAll(views);
        Require(views.All(view => view.Result is null || view.Result == stage.Picture), "a picture is not that of the boot");
        Require((await off).Error, Errno.None);
        Require(await stage.Boot(), Errno.None);
    }

    private static async Task ViewsAndReboot(HostStage stage)
    {
        var views = Enumerable.Range(0, 2).Select(_ => stage.TryView(stage.Now)).ToArray();
        var reboot = stage.Console.Reboot(new(stage.Now, false)).AsTask();
        await Task.WhenAll(views);
        Require(views.All(view => view.Result is null || view.Result == stage.Picture), "a picture is not that of the boot");
        Require((await reboot).Error, Errno.None);
    }

    private static async Task ViewsAndPrograms(HostStage stage)
    {
        var programs = new[] { stage.Run(stage.Now, Dma(1), Kill("x")), stage.Run(stage.Now, [.. Bound("y"), PageRequest(2)]) };
        for (var picture = 0; picture < 8; picture++)
        {
            Require((await stage.View(stage.Now)).Length > 0, "there is no picture");
        }

        await Task.WhenAll(programs);
        Require(programs[0].Result.All(static error => error.IsSuccess), "a program does not succeed under who looks on");
    }

    private static async Task FaultsAndViews(HostStage stage)
    {
        for (var program = 0; program < 3; program++)
        {
            var ran = await stage.Run(stage.Now, PageRequest(1), PageRequest(1));
            Require(ran.All(static error => error.IsSuccess), "a device does not get its page");
            Require(
                await stage.View(stage.Now) == await stage.View(stage.Now),
                "a program has ended, and what it asked for is still at work"
            );
        }
    }

    private static async Task ViewsAndLock(HostStage stage)
    {
        var waits = stage.TryRun(stage.Now, Kill("x"));
        for (var picture = 0; picture < 6; picture++)
        {
            Require((await stage.View(stage.Now)).Length > 0, "there is no picture");
        }

        Require((await stage.Console.PowerOff(stage.Now)).Error, Errno.None);
        Require(await waits is null, "a program goes on that waits for a lock");
        Require(await stage.Boot(), Errno.None);
    }

    private static async Task CheckpointAndPowerOff(HostStage stage)
    {
        var checkpoints = Enumerable.Range(0, 2).Select(_ => stage.Try(console => console.Checkpoint(new(stage.Now, false)))).ToArray();
        var off = stage.Console.PowerOff(stage.Now).AsTask();
        await Task.WhenAll(checkpoints);
        Require(
            checkpoints.All(static taken => taken.Result is null or { Error.IsSuccess: true }),
            "a checkpoint is refused that nothing stands against"
        );
        Require((await off).Error, Errno.None);
        Require(await stage.Boot(), Errno.None);
        Require(!(await stage.Console.Probe()).HasCheckpoint, "the checkpoint of a host outlives its power");
    }

    private static async Task CheckpointAndProgram(HostStage stage)
    {
        var run = stage.Run(stage.Now, PageRequest(1), Kill("x"));
        var taken = await stage.Console.Checkpoint(new(stage.Now, false));
        Require((await run).All(static error => error.IsSuccess), "a program does not succeed");
        var after = await stage.View(stage.Now);
        if (!taken.Error.IsSuccess)
        {
            Require(taken.Error, Errno.EBUSY);
            Require((await stage.Console.Checkpoint(new(stage.Now, false))).Error, Errno.None);
        }

        var back = await stage.Console.Reboot(new(stage.Now, true));
        Require(back.Error, Errno.None);
        var came = await stage.View(new(back.At, back.Epoch));
        Require(
            came == after || (taken.Error.IsSuccess && came == stage.Picture),
            "a host that comes back from a checkpoint is not what it was before a program, or after it"
        );
    }

    private static async Task RestoreAndProgram(HostStage stage)
    {
        var back = await stage.Console.Reboot(new(stage.Now, true));
        Require(back.Error, Errno.None);
        var ran = await stage.Run(new(back.At, back.Epoch), Dma(1), Kill("x"));
        Require(ran.All(static error => error.IsSuccess), "a program does not go on where the checkpoint was taken");
    }

    private static async Task RebootAndProgram(HostStage stage)
    {
        var before = stage.Events;
        var run = stage.TryRun(stage.Now, Kill("x"));
        var reboot = await stage.Try(console => console.Reboot(new(stage.Now, false)));
        var after = stage.Events;
        var ran = await run;
        Require(reboot is { } done && (done.Error == Errno.EBUSY || done.Error.IsSuccess), "a reboot is neither done nor refused");
        Require(reboot!.Value.Error.IsSuccess || ran is not null, "a program has ended with a boot that did not end");
        Require(ran is not null || before == after, "a program was ended in its middle");
    }

    private static async Task PowerOffAndPrograms(HostStage stage)
    {
        var kill = stage.TryRun(stage.Now, Kill("x"));
        var unbind = stage.TryRun(stage.Now, Unbind(1));
        var other = stage.TryRun(stage.Now, [.. Bound("y"), PageRequest(2)]);
        var off = await stage.Console.PowerOff(stage.Now);
        Require(off.Error, Errno.None);
        Require(!stage.IsAtWork, "a host is off, and its objects are at work");
        Require(await stage.Boot(), Errno.None);
        await Task.WhenAll(kill, unbind, other);
    }

    private static async Task PowerOffAndMunmap(HostStage stage)
    {
        var unmap = stage.TryRun(stage.Now, Unmap("x"));
        Require((await stage.Console.PowerOff(stage.Now)).Error, Errno.None);
        Require(await stage.Boot(), Errno.None);
        await unmap;
    }

    private static async Task Programs(HostStage stage)
    {
        await Task.WhenAll(
            stage.TryRun(stage.Now, [.. Bound("y"), PageRequest(2)]),
            stage.TryRun(stage.Now, Dma(1), Kill("x")),
            stage.Try(static console => console.Probe()),
            stage.Try(static console => console.Probe())
        );
    }

    private static async Task Reboots(HostStage stage)
    {
        var probes = Enumerable.Range(0, 2).Select(_ => stage.Try(static console => console.Probe())).ToArray();
        await stage.Try(console => console.Reboot(new(stage.Now, false)));
        await Task.WhenAll(probes);
        Require(
            probes.All(static probe => probe.Result is not { Error.IsSuccess: true } up || up.Objects >= 6),
            "half a machine is reported as a host that is up"
        );
    }

    private static async Task ProbesAfterLoss(HostStage stage)
    {
        stage.Lose(Iommu);
        var probes = Enumerable.Range(0, 2).Select(_ => stage.Try(static console => console.Probe())).ToArray();
        await Task.WhenAll(probes);
        Require(
            probes.All(static probe => probe.Result is not { Error.IsSuccess: true } up || up.Objects >= 6),
            "half a machine is reported as a host that is up"
        );
    }

    // As if a message of a dead silo arrived only now.
    private static async Task LateWords(HostStage stage)
    {
        var earlier = new Stamp(stage.Now.At, new(stage.Now.Epoch.Value - 1));
        var words = new[] { stage.Object(Device).EndBoot(earlier).AsTask(), stage.Object(Device).Retire(earlier).AsTask() };
        var ran = await stage.Run(stage.Now, Dma(1), Kill("x"));
        await Task.WhenAll(words);
        Require(ran.All(static error => error.IsSuccess), "a program does not survive words of an earlier boot");
    }

    private static async Task Everything(HostStage stage)
    {
        await Task.WhenAll(
            stage.TryRun(stage.Now, Dma(1), Kill("x")),
            stage.Try(console => console.Reboot(new(stage.Now, false))),
            stage.Try(console => console.Checkpoint(new(stage.Now, true))),
            stage.Try(static console => console.Probe()),
            stage.Try(static console => console.Boot(new(default, Spec)))
        );
    }

    // A client that finds a host up learns its boot, and may use it while it still boots.
    private static async Task OrdersToABoot(HostStage stage)
    {
        var boot = stage.Try(static console => console.Boot(new(default, Spec)));
        var second = await stage.Try(static console => console.Boot(new(default, Spec)));
        if (second is { } up && up.Error == Errno.EBUSY)
        {
            await stage.Try(console => console.Reboot(new(new(up.At, up.Epoch), false)));
        }

        await boot;
    }
}
