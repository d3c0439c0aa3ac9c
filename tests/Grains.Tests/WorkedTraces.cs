using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests;

/// <summary>The worked traces W1 to W11 in their E1 columns, with their expected outcomes.</summary>
public abstract class WorkedTraces : MachineTests
{
    [Fact]
    public void The_mail_s_example_gives_its_pasids_and_tables()
    {
        var machine = Boot(new MailExample());
        machine.Run(Setup());
        var binds = machine.Run(Bind(Dev0, X), Bind(Dev0, Y), Bind(Dev1, Y), Bind(Dev2, Y));
        Assert.Equal([new Pasid(1), new Pasid(2), new Pasid(2), new Pasid(2)], binds.Select(bind => bind.Pasid!.Value));
        var tables = machine.Iommu().Tables;
        Assert.Equal([(1u, "X"), (2u, "Y")], tables[DomainA].Entries.Select(entry => (entry.Pasid.Value, entry.Entry.Mm.Name)));
        Assert.Equal([(2u, "Y")], tables[DomainB].Entries.Select(entry => (entry.Pasid.Value, entry.Entry.Mm.Name)));
        machine.AssertSound();
    }

    [Fact]
    public void W1_orderly()
    {
        var machine = Boot(new MailExample());
        machine.Run(Setup());
        Assert.Equal(new Pasid(1), machine.One(Bind(Dev0, X)).Pasid);
        machine.Run(Mmap(X, 0x100, 4), Touch(X, 0x100, 4));
        var dma = machine.One(Dma(Dev0, 1, 0x100, 4));
        Assert.Equal(Errno.None, dma.Error);
        Assert.Equal(4, machine.Device(Dev0).Atc.Count);
        Assert.Equal(4, machine.Iommu().Iotlb.Count);
        Assert.Equal(Errno.None, machine.Error(Unbind(Dev0, 1)));
        machine.Run(Kill("X"));
        Assert.Empty(machine.Happened(SvaEventKind.DriverMmExit));
        machine.AssertNothingLeft();
    }

    [Fact]
    public void W2_kill()
    {
        var machine = Boot(new MailExample());
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), Mmap(X, 0x100, 4), Touch(X, 0x100, 4), Dma(Dev0, 1, 0x100, 4));
        Assert.Equal(4, machine.Device(Dev0).Atc.Count);
        machine.Run(Kill("X"));
        Assert.Single(machine.Happened(SvaEventKind.DriverMmExit));
        Assert.Single(machine.Happened(SvaEventKind.DriverMmFree));
        machine.AssertNothingLeft();
        Assert.Equal(Errno.ESRCH, machine.Error(Unbind(Dev0, 1)));
    }

    [Fact]
    public void W4_unbind_during_mm_exit_over_many_schedules()
    {
        var waited = 0;
        var schedules = 0;
        var example = new MailExample { Driver = new DriverSpec(MmExitSleep: VirtualTime.FromMilliseconds(2_000)) };
        foreach (var (schedule, machine) in Schedules(example, seeds: 300))
        {
            schedules++;
            machine.Run(Setup());
            machine.Run(Bind(Dev0, Y));
            var race = machine.Race([Kill("Y")], [Sleep(300), Unbind(Dev0, 1), Unbind(Dev0, 1)]);
            var unbind = race[1][1];
            Assert.Equal(Errno.None, unbind.Error);
            Assert.Equal(1, unbind.Figures.Single(figure => figure.Name == "waited").Value);
            waited++;
            Assert.Equal(Errno.ESRCH, race[1][2].Error);
            var handlerDone = Assert.Single(machine.Happened(SvaEventKind.DriverMmExitDone));
            Assert.True(unbind.At >= handlerDone.At, $"{schedule}: unbind returned at {unbind.At}, mm_exit at {handlerDone.At}");
            machine.AssertNothingLeft();
        }

        Assert.Equal(schedules, waited);
    }

    [Fact]
    public void W5_two_devices_one_domain()
    {
        var machine = Boot(new MailExample());
        machine.Run(Setup());
        machine.Run(Bind(Dev1, Y), Bind(Dev2, Y), Mmap(Y, 0x10, 1), Touch(Y, 0x10, 1), Dma(Dev1, 1, 0x10), Dma(Dev2, 1, 0x10));
        Assert.Equal(Errno.None, machine.Error(Unbind(Dev1, 1)));
        Assert.Equal(1, machine.Iommu().Tables[DomainB].Count);
        Assert.Equal(0, machine.Device(Dev1).Atc.Count);
        Assert.Equal(Errno.None, machine.Error(Dma(Dev2, 1, 0x10)));
        Assert.Equal(Errno.None, machine.Error(Unbind(Dev2, 1)));
        Assert.Equal(0, machine.Iommu().Tables[DomainB].Count);
        machine.Run(Kill("X"), Kill("Y"));
        machine.AssertNothingLeft();
    }

    [Fact]
    public void W6_repeat_bind()
    {
        var machine = Boot(new MailExample());
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X));
        Assert.Equal(Errno.EEXIST, machine.Error(Bind(Dev0, X)));
        Assert.Single(machine.IoMm(X).Bonds);
    }

    [Fact]
    public void W7_other_flags()
    {
        var machine = Boot(new MailExample());
        machine.Run(Setup(SvaFeatures.Iopf));
        machine.Run(Bind(Dev0, X));
        Assert.Equal(Errno.EDOM, machine.Error(Bind(Dev1, X, SvaFeatures.Iopf)));
        Assert.Equal(Errno.EEXIST, machine.Error(Bind(Dev0, X, SvaFeatures.Iopf)));
    }

    [Fact]
    public void W8_narrow_device_second()
    {
        var machine = Boot(new MailExample { Dev0Max = new(1) });
        machine.Run(Setup());
        machine.Run(Bind(Dev1, X), Bind(Dev1, Y));
        var entries = machine.Iommu().Tables.TryGetValue(DomainA, out var table) ? table.Count : 0;
        Assert.Equal(0, entries);
        Assert.Equal(Errno.ERANGE, machine.Error(Bind(Dev0, Y)));
        Assert.Equal(0, machine.Iommu().Tables.TryGetValue(DomainA, out table) ? table.Count : 0);
    }

    [Fact]
    public void W9_pasids_used_up()
    {
        var machine = Boot(new MailExample { Dev0Max = new(3) });
        machine.Run(Setup());
        machine.Run(Process("a"), Process("b"));
        var binds = machine.Run(Bind(Dev0, X), Bind(Dev0, Y), Bind(Dev0, Mm("a")), Bind(Dev0, Mm("b")));
        Assert.Equal([Errno.None, Errno.None, Errno.None, Errno.ENOSPC], binds.Select(bind => bind.Error));
        Assert.Equal(1, machine.Mm(Mm("b")).Count);
    }

    [Fact]
    public void W11_rounding_throws_out_more_than_asked()
    {
        var machine = Boot(new MailExample());
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), Mmap(X, 0, 16), Touch(X, 0, 16), Dma(Dev0, 1, 0, 16));
        var munmap = machine.One(Munmap(X, 7, 4));
        Assert.Equal(12, munmap.Figures.Single(figure => figure.Name == "pagesOverInvalidated").Value);
        Assert.Equal(0, machine.Device(Dev0).Atc.Count);
        Assert.Equal(12, machine.Iommu().Iotlb.Count);
        var again = machine.One(Dma(Dev0, 1, 11, 1));
        Assert.Equal(Errno.None, again.Error);
        Assert.Equal(0, again.Figures.Single(figure => figure.Name == "atcHits").Value);
        Assert.Equal(Errno.EFAULT, machine.Error(Dma(Dev0, 1, 8, 1)));
        machine.Run(Kill("X"));
        machine.AssertNothingLeft();
    }
}
