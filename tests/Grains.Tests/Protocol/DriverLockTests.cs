using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Model.Events;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;
using RandomStrategy = SvaOrleans.Simulation.Engine.Strategies.RandomStrategy;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>A driver's lock: one owner at a time, in the order in which they asked, given back by its owner alone.</summary>
public sealed class DriverLockTests
{
    private const int Schedules = 50;

    [Fact]
    public void Sections_do_not_overlap_and_come_in_the_order_of_asking()
    {
        for (ulong seed = 0; seed < Schedules; seed++)
        {
            var machine = new Machine(new MailExample(), new RandomStrategy(seed));
            var race = machine.Race([
                .. Enumerable.Range(0, 5).Select(asks => new[] { Sleep(asks), Lock("g"), Sleep(10), Lock("g", isRelease: true) }),
            ]);
            var given = VirtualTime.Zero;
            foreach (var branch in race)
            {
                Assert.All(branch, done => Assert.Equal(Errno.None, done.Error));
                Assert.True(branch[1].At >= given, $"seed {seed}: taken at {branch[1].At}, given back at {given}");
                given = branch[3].At;
            }
        }
    }

    [Fact]
    public void Who_does_not_own_it_gives_nothing_back()
    {
        for (ulong seed = 0; seed < Schedules; seed++)
        {
            var machine = new Machine(new MailExample(), new RandomStrategy(seed));
            Assert.Equal(Errno.EINVAL, machine.Error(Lock("g", isRelease: true)));
            var race = machine.Race(
                [Lock("g"), Sleep(10), Lock("g", isRelease: true)],
                [Sleep(1), Lock("g", isRelease: true)],
                [Sleep(2), Lock("g"), Lock("g", isRelease: true)],
                [Sleep(3), Lock("g", isRelease: true)]
            );
            Assert.Equal([Errno.None, Errno.EINVAL, Errno.None, Errno.EINVAL], race.Select(branch => branch[^1].Error));
            Assert.True(race[2][1].At >= race[0][2].At, $"seed {seed}: taken at {race[2][1].At}, given back at {race[0][2].At}");
        }
    }

    [Fact]
    public void A_handler_gives_back_what_it_took_whatever_its_driver_is_now()
    {
        var machine = new Machine(
            new MailExample
            {
                Driver = new DriverSpec(MmExitSleep: VirtualTime.FromMilliseconds(5), MmExitLock: new(Host, ObjectKind.DriverLock, "g")),
            }
        );
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X));
        var race = machine.Race([Kill("X")], [Sleep(1), Driver(Dev0, DriverSpec.Default), Lock("g"), Lock("g", isRelease: true)]);
        Assert.Equal(Errno.None, race[1][^1].Error);
        Assert.Single(machine.Happened(SvaEventKind.DriverMmExitDone));
    }

    [Fact]
    public void Handlers_sleep_with_it_one_after_the_other()
    {
        var sleep = VirtualTime.FromMilliseconds(5);
        for (ulong seed = 0; seed < Schedules; seed++)
        {
            var machine = new Machine(
                new MailExample { Driver = new DriverSpec(MmExitSleep: sleep, MmExitLock: new(Host, ObjectKind.DriverLock, "g")) },
                new RandomStrategy(seed)
            );
            machine.Run(Setup());
            machine.Run(Process("Z"), Bind(Dev0, X), Bind(Dev1, Y), Bind(Dev2, Mm("Z")));
            machine.Race([Kill("X")], [Kill("Y")], [Kill("Z")]);
            var done = machine.Happened(SvaEventKind.DriverMmExitDone).Select(happened => happened.At).Order().ToArray();
            Assert.Equal(3, done.Length);
            Assert.True(
                done[1] - done[0] >= sleep && done[2] - done[1] >= sleep,
                $"seed {seed}: handlers ended at {string.Join(", ", done)}"
            );
            machine.AssertNothingLeft();
        }
    }
}
