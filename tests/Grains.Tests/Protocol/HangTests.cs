using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;
using RandomStrategy = SvaOrleans.Simulation.Engine.Strategies.RandomStrategy;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>Waits in drivers that the core cannot prevent: they are reported with the wait-for graph, and hold up
/// no other object.</summary>
public sealed class HangTests
{
    private const int Schedules = 100;

    private static readonly ObjectName Global = new(Host, ObjectKind.DriverLock, "g");
    private static readonly MailExample Locking = new() { Driver = new DriverSpec(MmExitLock: Global) };

    [Fact]
    public void D10_a_handler_that_hangs_holds_up_its_own_waiters_and_nobody_else()
    {
        for (ulong seed = 0; seed < Schedules; seed++)
        {
            var machine = new Machine(new MailExample(), new RandomStrategy(seed));
            machine.Run(Setup());
            machine.Run(Driver(Dev0, new DriverSpec(IsMmExitHanging: true)), Bind(Dev0, X), Bind(Dev0, Y), Bind(Dev1, X));
            machine.Events.Clear();
            var hung = Assert.Throws<SimulationHungException>(() =>
                machine.Race(
                    [Kill("X")],
                    [Sleep(1), Unbind(Dev0, 1)],
                    [Sleep(1), Shutdown(Dev0)],
                    [
                        Sleep(2),
                        Unbind(Dev1, 1),
                        Bind(Dev1, Y),
                        Bind(Dev2, Y),
                        Mmap(Y, 1, 1),
                        Touch(Y, 1, 1),
                        Dma(Dev1, 2, 1),
                        Munmap(Y, 1, 1),
                        Kill("Y"),
                    ]
                )
            );
            Assert.Contains("RunMmExit", hung.Message, StringComparison.Ordinal);
            Assert.Contains("WhenGone", hung.Message, StringComparison.Ordinal);
            Assert.Contains("Unbind", hung.Message, StringComparison.Ordinal);
            Assert.Contains("Shutdown", hung.Message, StringComparison.Ordinal);

            // Y was bound, used and killed meanwhile, and its pages are free.
            Assert.Contains(machine.Happened(SvaEventKind.MmExitDone), done => done.Object == Y);
            Assert.DoesNotContain(machine.Happened(SvaEventKind.MmExitDone), done => done.Object == X);
            Assert.Empty(machine.Happened(SvaEventKind.Verdict));
        }
    }

    [Fact]
    public void R6_a_driver_that_holds_over_shutdown_what_its_handler_takes()
    {
        var hangs = 0;
        for (ulong seed = 0; seed < Schedules; seed++)
        {
            var machine = new Machine(Locking, new RandomStrategy(seed));
            machine.Run(Setup());
            machine.Run(Bind(Dev0, X));
            try
            {
                machine.Race([Kill("X")], [Lock("g"), Shutdown(Dev0), Lock("g", isRelease: true)]);
                machine.Run(Kill("Y"));
                machine.AssertNothingLeft();
            }
            catch (SimulationHungException hung)
            {
                hangs++;
                Assert.Contains("Acquire", hung.Message, StringComparison.Ordinal);
                Assert.Contains("Shutdown", hung.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(hangs, 1, Schedules - 1);
    }

    [Fact]
    public void R7_the_last_put_with_the_lock_held_that_the_handler_takes()
    {
        var machine = new Machine(Locking);
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), GetMm(X), Kill("X"));
        var hung = Assert.Throws<SimulationHungException>(() => machine.Run(Lock("g"), PutMm(X), Lock("g", isRelease: true)));
        Assert.Contains("lock", hung.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("RunMmExit", hung.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_taken_twice_is_waited_for_by_its_owner()
    {
        var machine = new Machine(new MailExample());
        Assert.Throws<SimulationHungException>(() => machine.Run(Lock("g"), Lock("g")));
    }
}
