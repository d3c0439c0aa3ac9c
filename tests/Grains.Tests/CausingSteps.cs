using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests;

/// <summary>Each event names the step that caused it, whatever other requests its object serves, and also after that step's end.</summary>
public abstract class CausingSteps : MachineTests
{
    private protected static readonly MailExample Instant = new() { Settings = HostSettings.Default with { Latencies = NoTime } };

    private static Latencies NoTime =>
        new(default, default, default, default, default, default, default, default, default, default, default);

    [Fact]
    public void Steps_in_order_cause_their_own_events_where_nothing_takes_time()
    {
        var machine = Boot(Instant);
        machine.Run(Init(Dev0), Process("X"), Bind(Dev0, X), Unbind(Dev0, 1));
        AssertOwn(machine);
    }

    [Fact]
    public void Branches_at_one_object_cause_each_its_own_on_any_schedule()
    {
        foreach (var (schedule, machine) in Schedules(Instant, 20))
        {
            machine.Run(Setup());
            machine.Race([Bind(Dev0, X)], [Bind(Dev0, Y)], [Bind(Dev1, Y)]);

            foreach (var (mm, device, step) in (ReadOnlySpan<(ObjectName, ObjectName, int)>)[(X, Dev0, 6), (Y, Dev0, 7), (Y, Dev1, 8)])
            {
                foreach (var kind in (ReadOnlySpan<SvaEventKind>)[SvaEventKind.DriverMmAttach, SvaEventKind.IoMmAttach])
                {
                    var attached = machine.Happened(kind).Single(attached => attached.Object.Name == mm.Name && attached.Subject == device);
                    Assert.True(attached.Step == step, $"{schedule}: {attached}");
                }
            }
        }
    }

    [Fact]
    public void An_exit_in_the_background_is_of_the_step_that_put_the_last_user()
    {
        var machine = Boot(Instant);
        machine.Run([.. Setup(), Bind(Dev0, X), GetMm(X), Kill("X"), PutMm(X, isAsync: true), Process("Z")]);

        SvaEventKind[] exit = [SvaEventKind.MmExit, SvaEventKind.IoMmExit, SvaEventKind.DriverMmExit, SvaEventKind.MmFree];
        Assert.Equal([9], StepsOf(machine, exit));
    }

    [Fact]
    public void A_fault_is_handled_for_the_step_that_made_the_device_ask()
    {
        foreach (var (schedule, machine) in Schedules(Instant, 40))
        {
            machine.Run([.. Setup(SvaFeatures.Iopf), Bind(Dev0, X, SvaFeatures.Iopf), Bind(Dev1, Y, SvaFeatures.Iopf)]);
            machine.Run(Mmap(X, 0x10, 4), Mmap(Y, 0x10, 4));
            machine.Race([Dma(Dev0, 1, 0x10)], [Dma(Dev1, 2, 0x10)]);

            foreach (var (device, step) in (ReadOnlySpan<(ObjectName, int)>)[(Dev0, 10), (Dev1, 11)])
            {
                foreach (var kind in (SvaEventKind[])[SvaEventKind.PageRequest, SvaEventKind.PageResponse, SvaEventKind.AtcFill])
                {
                    var happened = machine
                        .Happened(kind)
                        .Where(happened => happened.Object == device)
                        .Select(static happened => happened.Step);
                    Assert.True(happened.Distinct().SequenceEqual([step]), $"{schedule}: {kind} of steps {string.Join(", ", happened)}");
                }
            }
        }
    }

    private static IEnumerable<int> StepsOf(Machine machine, params SvaEventKind[] kinds)
    {
        Assert.All(kinds, kind => Assert.NotEmpty(machine.Happened(kind)));
        return machine.Events.Where(happened => kinds.Contains(happened.Kind)).Select(static happened => happened.Step).Distinct();
    }

    /// <summary>Init, process, bind and unbind of a device: each event is of its own step.</summary>
    private protected static void AssertOwn(Machine machine)
    {
        Assert.Equal([1], StepsOf(machine, SvaEventKind.DriverDeviceInit));
        SvaEventKind[] bind = [SvaEventKind.DriverMmAlloc, SvaEventKind.PasidAlloc, SvaEventKind.TableSet, SvaEventKind.IoMmAttach];
        Assert.Equal([3], StepsOf(machine, bind));
        SvaEventKind[] unbind = [SvaEventKind.TableClear, SvaEventKind.CommandsSync, SvaEventKind.PasidFree, SvaEventKind.DriverMmFree];
        Assert.Equal([4], StepsOf(machine, [SvaEventKind.DriverMmDetach, .. unbind]));
        Assert.All(machine.Events, static happened => Assert.True(happened.Step > 0, $"{happened.Kind}"));
    }
}
