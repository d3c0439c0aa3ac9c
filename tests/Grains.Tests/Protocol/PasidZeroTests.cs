using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Iommus;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>PASID 0 is a number like others behind VT-d of before 3.0, and reserved behind any other IOMMU.</summary>
public class PasidZeroTests
{
    private static readonly ObjectName OtherIommu = new(Host, ObjectKind.Iommu, "smmu1");

    [Theory]
    [InlineData("2018")]
    [InlineData("2018-v2")]
    public void The_first_mm_gets_0_and_the_second_1(string generation)
    {
        var machine = Extended(generation);
        var ran = machine.Run(Init(Dev0), Process("X"), Process("Y"), Bind(Dev0, X), Bind(Dev0, Y), Find(0), Find(1));

        Assert.All(ran, done => Assert.Equal(Errno.None, done.Error));
        Assert.Equal(0, ran[0].Figures.Single(figure => figure.Name == "pasidMin").Value);
        Assert.Equal([Pasid.Zero, new Pasid(1)], ran.Skip(3).Take(2).Select(done => done.Pasid!.Value));
        Assert.Equal(Pasid.Zero, machine.Events.First(happened => happened.Kind == SvaEventKind.PasidAlloc).Pasid);
        Assert.Equal([Pasid.Zero, new Pasid(1)], machine.Iommu().Tables[DomainA].Entries.Select(entry => entry.Pasid));
        machine.AssertSound();
    }

    [Theory]
    [InlineData("2018")]
    [InlineData("2018-v2")]
    public void Its_traffic_goes_by_the_mm_and_that_without_PASID_by_the_domain(string generation)
    {
        var machine = Extended(generation);
        machine.Run(Init(Dev0), Process("X"), Bind(Dev0, X), Mmap(X, 5, 2), Touch(X, 5, 2), Map(DomainA, 6, 2));

        Assert.Equal(
            [Errno.None, Errno.None, Errno.EFAULT, Errno.EFAULT, Errno.None, Errno.None],
            machine.Run(Dma(Dev0, 0, 5), Dma(Dev0, 0, 6), Dma(Dev0, 0, 7), Private(5), Private(6), Private(7)).Select(done => done.Error)
        );

        // Page 6 of the mm and page 6 of the domain are two translations.
        Assert.Equal([Pasid.None, Pasid.None, Pasid.Zero, Pasid.Zero], machine.Device(Dev0).Atc.Entries.Select(cached => cached.Pasid));
        machine.AssertSound();
    }

    [Theory]
    [InlineData("2018")]
    [InlineData("2018-v2")]
    public void Munmap_and_unbind_take_what_is_cached_of_it_and_nothing_else(string generation)
    {
        var machine = Extended(generation);
        machine.Run(Init(Dev0), Process("X"), Process("Y"), Bind(Dev0, X), Bind(Dev0, Y), Map(DomainA, 5, 1));
        machine.Run(Mmap(X, 5, 2), Touch(X, 5, 2), Mmap(Y, 5, 1), Touch(Y, 5, 1), Dma(Dev0, 0, 5, 2), Dma(Dev0, 1, 5), Private(5));
        machine.Run(Munmap(X, 5, 1));
        Assert.Equal([Pasid.None, Pasid.Zero, new Pasid(1)], machine.Device(Dev0).Atc.Entries.Select(cached => cached.Pasid));
        Assert.Equal([Errno.EFAULT, Errno.None], machine.Run(Dma(Dev0, 0, 5), Dma(Dev0, 0, 6)).Select(done => done.Error));

        Assert.Equal(Errno.None, machine.Error(Unbind(Dev0, 0)));
        Assert.Equal(
            [Errno.EIO, Errno.None, Errno.None],
            machine.Run(Dma(Dev0, 0, 6), Dma(Dev0, 1, 5), Private(5)).Select(done => done.Error)
        );
        Assert.Equal([Pasid.None, new Pasid(1)], machine.Iommu().Iotlb.Entries.Select(cached => cached.Pasid));
        Assert.Equal(Errno.ESRCH, machine.Error(Unbind(Dev0, 0)));
        machine.AssertSound();
    }

    [Theory]
    [InlineData("2018")]
    [InlineData("2018-v2")]
    public void A_kill_gives_it_back_and_the_next_mm_gets_it(string generation)
    {
        var machine = Extended(generation);
        machine.Run(Init(Dev0), Process("X"), Bind(Dev0, X), Mmap(X, 5, 1), Touch(X, 5, 1), Dma(Dev0, 0, 5));
        machine.Run(Kill("X"), Process("Y"));

        Assert.Equal(0, machine.PasidCount());
        Assert.Empty(machine.Device(Dev0).Atc.Entries);
        Assert.Equal(Pasid.Zero, machine.Events.Single(happened => happened.Kind == SvaEventKind.DriverMmExit).Pasid);
        Assert.Equal(Pasid.Zero, machine.Events.Single(happened => happened.Kind == SvaEventKind.PasidFree).Pasid);
        Assert.Equal(Pasid.Zero, machine.One(Bind(Dev0, Y)).Pasid);
        machine.AssertSound();
    }

    [Fact]
    public void A_page_that_is_not_there_is_asked_for_under_it()
    {
        var machine = Extended("2018", pageRequests: 4);
        machine.Run(Init(Dev0, SvaFeatures.Iopf), Process("X"), Bind(Dev0, X, SvaFeatures.Iopf, "p"), Mmap(X, 5, 1));

        var done = machine.One(Dma(Dev0, "p", 5));
        Assert.Equal((Errno.None, Pasid.Zero), (done.Error, done.Pasid));
        Assert.Equal(1, done.Figures.Single(figure => figure.Name == "pageRequests").Value);
        Assert.Equal(Pasid.Zero, machine.Events.Single(happened => happened.Kind == SvaEventKind.PageResponse).Pasid);
        Assert.Equal(Errno.None, machine.Error(FlushFaults(Dev0, 0)));
        machine.AssertSound();
    }

    [Fact]
    public void A_name_under_which_nothing_was_stored_is_not_0()
    {
        var machine = Extended("2018");
        machine.Run(Init(Dev0), Process("X"), Bind(Dev0, X));

        Assert.Equal(Errno.ESRCH, machine.Error(Unbind(Dev0, "never")));
        Assert.Single(machine.Device(Dev0).Bonds);
    }

    [Fact]
    public void A_device_that_can_send_it_gets_no_more_than_the_host_gives_out()
    {
        var spec = Extended();
        var machine = new Machine(spec with { Settings = HostSettings.Default });
        machine.Run(Init(Dev0), Process("X"));
        Assert.Equal(new Pasid(1), machine.One(Bind(Dev0, X)).Pasid);
    }

    [Theory]
    [InlineData(IommuKind.ArmSmmuV3, "2018")]
    [InlineData(IommuKind.AmdVi, "2018")]
    [InlineData(IommuKind.IntelVtd, "2018")]
    [InlineData(IommuKind.IntelVtd, "2018-v2")]
    public void Where_entry_0_is_reserved_the_driver_s_init_narrows_the_range(IommuKind kind, string generation)
    {
        var machine = new Machine(
            new MailExample
            {
                Kind = kind,
                Dev0Min = Pasid.Zero,
                PageRequests = 0,
                Settings = HostSettings.Default with { PasidMin = Pasid.Zero },
            }.Spec() with
            {
                Generation = generation,
            }
        );
        var ran = machine.Run(Init(Dev0), Process("X"), Bind(Dev0, X), Map(DomainA, 5, 1), Mmap(X, 6, 1), Touch(X, 6, 1));

        Assert.All(ran, done => Assert.Equal(Errno.None, done.Error));
        Assert.Equal(1, ran[0].Figures.Single(figure => figure.Name == "pasidMin").Value);
        Assert.Equal(new Pasid(1), ran[2].Pasid);

        // PASID 0 names the private page table there.
        Assert.Equal(
            [Errno.None, Errno.EFAULT, Errno.ESRCH],
            machine.Run(Dma(Dev0, 0, 5), Dma(Dev0, 0, 6), Unbind(Dev0, 0)).Select(done => done.Error)
        );
        Assert.Equal([Pasid.None], machine.Device(Dev0).Atc.Entries.Select(cached => cached.Pasid));
        machine.AssertSound();
    }

    // Each of a domain's IOMMUs decides on its own whether it leaves entry 0 free.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_IOMMU_of_the_domain_keeps_its_entry_0(bool isThereFirst)
    {
        var spec = Extended();
        var machine = new Machine(
            spec with
            {
                Iommus = spec.Iommus.Add(new IommuSpec(OtherIommu, IommuKind.ArmSmmuV3)),
                Devices =
                [
                    .. spec.Devices.Select(device =>
                        device.Name == Dev1 ? device with { Iommu = OtherIommu, IsEntry0Free = false } : device
                    ),
                ],
            }
        );
        machine.Run(Init(Dev0), Process("X"), Map(DomainA, 5, 1), Mmap(X, 6, 1), Touch(X, 6, 1));
        machine.Run(isThereFirst ? [Attach(Dev1, DomainA), Bind(Dev0, X)] : [Bind(Dev0, X), Attach(Dev1, DomainA)]);

        Assert.Equal(
            [Errno.None, Errno.EFAULT, Errno.None, Errno.ERANGE],
            machine
                .Run(Dma(Dev0, 0, 6), Dma(Dev1, 0, 6), Dma(Dev1, 0, 5), Init(Dev1), Bind(Dev1, X))
                .Select(done => done.Error)
                .Where((_, index) => index != 3)
        );
        Assert.Equal([Pasid.Zero], machine.Iommu().Tables[DomainA].Entries.Select(entry => entry.Pasid));
        Assert.Equal(0, machine.State<IommuState>(OtherIommu).Tables.TryGetValue(DomainA, out var other) ? other.Count : 0);
        machine.AssertSound();

        machine.Run(Munmap(X, 6, 1), Unbind(Dev0, 0));
        Assert.Equal([Errno.EIO, Errno.None], machine.Run(Dma(Dev0, 0, 6), Dma(Dev1, 0, 5)).Select(done => done.Error));
        machine.AssertSound();
    }

    [Fact]
    public void What_was_written_when_0_meant_none_means_none()
    {
        var converter = new PasidConverter();
        Assert.Equal(Pasid.None, converter.ConvertFromSurrogate(new(0)));
        Assert.All(
            [Pasid.None, Pasid.Zero, new Pasid(1)],
            pasid => Assert.Equal(pasid, converter.ConvertFromSurrogate(converter.ConvertToSurrogate(pasid)))
        );
    }

    private static Func<int, Step> Private(ulong page) =>
        id => new DmaStep(id, Dev0, PasidOperand.Of(Pasid.None), new(new(page), 1), Protection.Write);

    private static Func<int, Step> Map(ObjectName domain, ulong page, ulong count) =>
        id => new IoMapStep(id, domain, new(new(page), count), page, Protection.Read | Protection.Write);

    private static Machine Extended(string generation, int pageRequests = 0) =>
        new(Extended(pageRequests) with { Generation = generation });

    private static HostSpec Extended(int pageRequests = 0)
    {
        var spec = new MailExample
        {
            Kind = IommuKind.IntelVtd,
            PageRequests = pageRequests,
            Settings = HostSettings.Default with { PasidMin = Pasid.Zero },
        }.Spec();
        return spec with
        {
            Iommus = [spec.Iommus[0] with { IsExtended = true }],
            Devices = [.. spec.Devices.Select(device => device with { PasidMin = Pasid.Zero, IsEntry0Free = true })],
        };
    }
}
