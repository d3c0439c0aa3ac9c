using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Memory;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>The hardware: tables decide which device reaches which page, queues are served in order, a dead device delays all behind
/// it.</summary>
public sealed class IommuTests
{
    [Fact]
    public void A_device_without_bond_reaches_what_its_domain_has()
    {
        var machine = Booted();
        machine.Run(Bind(Dev1, X), Mmap(X, 1, 2), Touch(X, 1, 2));
        Assert.Equal([Errno.None, Errno.EIO], machine.Run(Dma(Dev2, 1, 1), Dma(Dev0, 1, 1)).Select(done => done.Error));

        // It is notified of changes though it has no bond.
        machine.Run(Munmap(X, 1, 1));
        Assert.Equal(0, machine.Device(Dev2).Atc.Count);
        machine.Run(Unbind(Dev1, 1));
        Assert.Equal(Errno.EIO, machine.Error(Dma(Dev2, 1, 2)));
        machine.Run(Kill("X"), Kill("Y"));
        machine.AssertNothingLeft();
    }

    [Fact]
    public void Only_a_domain_s_first_bond_writes_the_entry_and_only_its_last_clears_it()
    {
        var machine = Booted();
        machine.Run(Bind(Dev1, X), Bind(Dev2, X), Unbind(Dev1, 1));
        Assert.Single(machine.Happened(SvaEventKind.TableSet));
        Assert.Empty(machine.Happened(SvaEventKind.TableClear));
        machine.Run(Unbind(Dev2, 1));
        Assert.Single(machine.Happened(SvaEventKind.TableClear));
    }

    [Fact]
    public void A_domain_s_own_mappings_do_not_mix_with_processes()
    {
        var machine = Booted();
        machine.Run(Bind(Dev0, X), Mmap(X, 1, 1), Touch(X, 1, 1));
        Assert.Equal(
            [Errno.EFAULT, Errno.None, Errno.EEXIST, Errno.None, Errno.None, Errno.None, Errno.EFAULT, Errno.None],
            machine
                .Run(
                    Dma(Dev0, 0, 1),
                    Map(DomainA, 1, 2),
                    Map(DomainA, 2, 1),
                    Dma(Dev0, 0, 1),
                    Munmap(X, 1, 1),
                    Dma(Dev0, 0, 1),
                    Dma(Dev0, 1, 1),
                    Unmap(DomainA, 1, 2)
                )
                .Select(done => done.Error)
        );
        Assert.Equal(Errno.EFAULT, machine.Error(Dma(Dev0, 0, 1)));
        machine.AssertSound();
    }

    [Fact]
    public void A_right_that_a_page_gained_without_an_invalidation_is_found()
    {
        // R38: the page is made writable again by the processor's write, of which no device is notified.
        var machine = Booted();
        machine.Run(Bind(Dev0, X), Mmap(X, 1, 1), Touch(X, 1, 1), MemoryCall(X, MemoryOperation.Mprotect, 1, 1, Protection.Read));
        machine.Run(
            MemoryCall(X, MemoryOperation.Mprotect, 1, 1, Protection.Read | Protection.Write),
            Dma(Dev0, 1, 1, access: Protection.Read)
        );
        var told = machine.Happened(SvaEventKind.IoMmInvalidate).Count;
        Assert.Equal([Errno.None, Errno.None], machine.Run(Touch(X, 1, 1), Dma(Dev0, 1, 1)).Select(done => done.Error));
        Assert.Equal(told, machine.Happened(SvaEventKind.IoMmInvalidate).Count);
        machine.AssertSound();
    }

    [Fact]
    public void A_dead_device_costs_everybody_behind_it_the_time_out()
    {
        var machine = Booted();
        machine.Run(Bind(Dev0, X), Bind(Dev1, Y), Mmap(X, 1, 1), Mmap(Y, 1, 1), Touch(X, 1, 1), Touch(Y, 1, 1));
        machine.Run(Driver(Dev0, new DriverSpec(IsAtcDead: true)));
        var race = machine.Race([Munmap(X, 1, 1)], [Munmap(Y, 1, 1)]);
        Assert.All(race, branch => Assert.Equal(Errno.None, branch[0].Error));
        Assert.True(race[0][0].At - race[0][0].StartedAt >= Latencies.Default.AtcTimeout);
        Assert.True(
            race[1][0].At - race[1][0].StartedAt >= Latencies.Default.AtcTimeout,
            "the other address space's invalidation did not wait in the queue"
        );
        Assert.Single(machine.Happened(SvaEventKind.AtcTimeout));
        machine.Run(Unbind(Dev0, 1), Kill("X"), Kill("Y"));
        Assert.Equal(0, machine.PasidCount());
    }

    [Fact]
    public void One_dead_device_among_living_ones_is_waited_for()
    {
        var machine = Booted();
        machine.Run(Bind(Dev1, X), Bind(Dev2, X), Mmap(X, 1, 2), Touch(X, 1, 2));
        foreach (var (dead, living) in new[] { (Dev1, Dev2), (Dev2, Dev1) })
        {
            machine.Events.Clear();
            machine.Run(
                Driver(living, DriverSpec.Default),
                Driver(dead, new DriverSpec(IsAtcDead: true)),
                Munmap(X, dead == Dev1 ? 1ul : 2ul, 1)
            );
            Assert.Single(machine.Happened(SvaEventKind.AtcTimeout));
        }
    }

    [Fact]
    public void What_an_IOMMU_has_read_for_one_device_it_knows_for_its_neighbour()
    {
        var machine = Booted();
        machine.Run(Bind(Dev1, X), Bind(Dev2, X), Mmap(X, 1, 1), Touch(X, 1, 1));
        Assert.Equal(
            [0, 1],
            machine.Run(Dma(Dev1, 1, 1), Dma(Dev2, 1, 1)).Select(done => done.Figures.Single(figure => figure.Name == "iotlbHits").Value)
        );
    }

    [Theory]
    [InlineData(IommuKind.ArmSmmuV3)]
    [InlineData(IommuKind.IntelVtd)]
    [InlineData(IommuKind.AmdVi)]
    public void Every_kind_of_IOMMU_forgets_what_is_unmapped(IommuKind kind)
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var machine = new Machine(new MailExample { Kind = kind }, new Simulation.Engine.Strategies.RandomStrategy(seed));
            machine.Run(Setup());
            machine.Run(Bind(Dev1, X), Mmap(X, 0, 40), Touch(X, 0, 40));
            var first = seed % 25;
            var count = 1 + (seed % 9);
            machine.Race(
                [Dma(Dev1, 1, 0, 40)],
                [Dma(Dev2, 1, 0, 40)],
                [Munmap(X, first, count)],
                [MemoryCall(X, MemoryOperation.Mprotect, 35, 3, Protection.Read)]
            );
            machine.AssertSound();
            Assert.Equal(Errno.EFAULT, machine.Error(Dma(Dev1, 1, first)));
            Assert.Equal(Errno.EFAULT, machine.Error(Dma(Dev2, 1, 36)));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_reads_and_writes_at_once_needs_both_rights(bool hasAts)
    {
        const Protection Both = Protection.Read | Protection.Write;
        var machine = new Machine(new MailExample { HasAts = hasAts, PageRequests = 0 });
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), Mmap(X, 1, 1), Touch(X, 1, 1), MemoryCall(X, MemoryOperation.Mprotect, 1, 1, Protection.Read));
        Assert.Equal(
            [Errno.None, Errno.EFAULT],
            machine.Run(Dma(Dev0, 1, 1, access: Protection.Read), Dma(Dev0, 1, 1, access: Both)).Select(done => done.Error)
        );

        // R38 again: what the IOMMU has cached lacks a right that the page has gained.
        machine.Run(MemoryCall(X, MemoryOperation.Mprotect, 1, 1, Both));
        Assert.Equal(
            [Errno.None, Errno.None, Errno.None],
            machine.Run(Dma(Dev0, 1, 1, access: Protection.Read), Touch(X, 1, 1), Dma(Dev0, 1, 1, access: Both)).Select(done => done.Error)
        );
    }

    [Fact]
    public void A_device_that_is_unbound_forgets_and_its_neighbour_does_not()
    {
        var machine = Booted();
        machine.Run(Bind(Dev1, X), Bind(Dev2, X), Mmap(X, 1, 2), Touch(X, 1, 2), Dma(Dev1, 1, 1, 2), Dma(Dev2, 1, 1, 2), Unbind(Dev2, 1));
        Assert.Equal((2, 0), (machine.Device(Dev1).Atc.Count, machine.Device(Dev2).Atc.Count));
    }

    [Fact]
    public void Every_IOMMU_of_a_domain_is_told_of_every_page()
    {
        var machine = TwoIommus();
        machine.Run(Attach(Dev0, DomainB), Bind(Dev1, X), Mmap(X, 1, 3), Touch(X, 1, 3), Map(DomainB, 1, 3));
        Assert.All(machine.Run([.. Both(pasid: 1), .. Both(pasid: 0)]), done => Assert.Equal(Errno.None, done.Error));
        machine.Run(Munmap(X, 1, 3), Unmap(DomainB, 1, 3));
        machine.AssertSound();
        Assert.All(machine.Run([.. Both(pasid: 1), .. Both(pasid: 0)]), done => Assert.Equal(Errno.EFAULT, done.Error));
        machine.Run(Unbind(Dev1, 1));
        Assert.All(machine.Run(Both(pasid: 1)), done => Assert.Equal(Errno.EIO, done.Error));

        // Page by page: a transfer ends at its first error.
        static Func<int, Step>[] Both(uint pasid) =>
            [.. new[] { Dev0, Dev1 }.SelectMany(device => Enumerable.Range(1, 3).Select(page => Dma(device, pasid, (ulong)page)))];
    }

    // Three mappings with holes between them: a change of all of them is notified range by range.
    [Theory]
    [InlineData("munmap", 0)]
    [InlineData("reclaim", 0)]
    [InlineData("fork", 0)]
    [InlineData("mremap", 2)]
    [InlineData("change_pte", 4)]
    public void Every_range_of_a_change_is_told(string call, int left)
    {
        var machine = Booted();
        machine.Run(Bind(Dev0, X));
        foreach (var first in (ulong[])[0x10, 0x20, 0x30])
        {
            machine.Run(Mmap(X, first, 2), Touch(X, first, 2), Dma(Dev0, 1, first, 2));
        }

        Assert.Equal(6, machine.Device(Dev0).Atc.Count);
        Assert.Equal(
            Errno.None,
            machine.Error(
                call switch
                {
                    "munmap" => Munmap(X, 0x10, 0x30),
                    "reclaim" => MemoryCall(X, MemoryOperation.Reclaim, 0x10, 0x30),
                    "fork" => Fork("X", "child"),
                    "change_pte" => MemoryCall(X, MemoryOperation.ChangePte, 0x20, 2),
                    _ => id => new MemoryStep(
                        id,
                        X,
                        MemoryOperation.Mremap,
                        new(new(0x10), 2),
                        Remap: RemapOptions.MayMove | RemapOptions.Fixed,
                        NewPageCount: 2,
                        Target: new(0x30)
                    ),
                }
            )
        );
        machine.AssertSound();
        Assert.Equal(left, machine.Device(Dev0).Atc.Count);
    }

    [Fact]
    public void A_function_that_comes_back_finds_nothing_stale()
    {
        // Two IOMMUs serve one domain: what changes while one of them has no function there must not be found in it later.
        var machine = TwoIommus();
        machine.Run(Bind(Dev1, X), Mmap(X, 1, 2), Touch(X, 1, 2));
        machine.Run(Attach(Dev0, DomainB));
        Assert.Equal(Errno.None, machine.Error(Dma(Dev0, 1, 1, 2)));
        machine.Run(Detach(Dev0, DomainB), Munmap(X, 1, 1), Unbind(Dev1, 1), Bind(Dev1, Y), Attach(Dev0, DomainB));
        machine.AssertSound();
        Assert.Equal(Errno.EFAULT, machine.Error(Dma(Dev0, 1, 2)));
        machine.Run(Detach(Dev0, DomainB), Kill("Y"), Attach(Dev0, DomainB));
        Assert.Equal(Errno.EIO, machine.Error(Dma(Dev0, 1, 2)));
        machine.AssertSound();
    }

    private static Func<int, Step> Map(ObjectName domain, ulong page, ulong count) =>
        id => new IoMapStep(id, domain, new(new(page), count), 0x1000, Protection.Read | Protection.Write);

    private static Func<int, Step> Unmap(ObjectName domain, ulong page, ulong count) =>
        id => new IoUnmapStep(id, domain, new(new(page), count));

    // The function in domain A is behind an IOMMU of its own.
    private static Machine TwoIommus()
    {
        var spec = new MailExample().Spec();
        var other = new ObjectName(Host, ObjectKind.Iommu, "smmu1");
        var machine = new Machine(
            spec with
            {
                Iommus = spec.Iommus.Add(spec.Iommus[0] with { Name = other }),
                Devices = [.. spec.Devices.Select(device => device.Name == Dev0 ? device with { Iommu = other } : device)],
            }
        );
        machine.Run(Setup());
        return machine;
    }

    private static Machine Booted()
    {
        var machine = new Machine(new MailExample());
        machine.Run(Setup());
        return machine;
    }
}
