using System.Globalization;
using SvaOrleans.Grains.Tests.Differential;
using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Iommus;
using SvaOrleans.Model.Mms;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>Every error that the 2018 text can answer, row by row of its operations, and the order of the checks where two apply.</summary>
public sealed class ErrorCodeTests
{
    // device_init (02/40 with 09/40)
    [Fact]
    public void Init_without_domain() => Assert.Equal(Errno.ENODEV, Boot(device => device with { Domain = default }).Error(Init(Dev0)));

    [Fact]
    public void Init_without_the_driver_s_operation() =>
        Assert.Equal(Errno.ENODEV, Boot(device => device with { IommuOps = IommuOps.All & ~IommuOps.DeviceInit }).Error(Init(Dev0)));

    [Fact]
    public void Init_without_domain_comes_before_unknown_features() =>
        Assert.Equal(Errno.ENODEV, Boot(device => device with { Domain = default }).Error(Init(Dev0, (SvaFeatures)2)));

    [Fact]
    public void Init_with_unknown_features() => Assert.Equal(Errno.EINVAL, Boot().Error(Init(Dev0, (SvaFeatures)2)));

    [Fact]
    public void Init_of_a_device_without_PASIDs() =>
        Assert.Equal(Errno.EINVAL, Boot(device => device with { PasidMax = default }).Error(Init(Dev0)));

    [Fact]
    public void Init_with_page_faults_of_a_device_that_cannot_fault() =>
        Assert.Equal(Errno.EINVAL, Boot(device => device with { PageRequests = 0 }).Error(Init(Dev0, SvaFeatures.Iopf)));

    [Theory]
    [InlineData(FailurePoint.DeviceParameter, 12)]
    [InlineData(FailurePoint.DriverInit, 5)]
    [InlineData(FailurePoint.FaultQueue, 12)]
    public void Init_that_fails_leaves_nothing(FailurePoint point, int error)
    {
        var machine = Boot();
        var before = Fingerprint(machine);
        Assert.Equal(new Errno(error), machine.Run(Inject(Dev0, point, new Errno(error)), Init(Dev0, SvaFeatures.Iopf))[1].Error);
        Assert.Equal(before, Fingerprint(machine));
        Assert.Equal(Errno.None, machine.Error(Init(Dev0, SvaFeatures.Iopf)));
    }

    [Theory]
    [InlineData(FailurePoint.DeviceParameter)]
    [InlineData(FailurePoint.DriverInit)]
    public void Second_init_with_page_faults_is_busy_before_anything_fails(FailurePoint point)
    {
        var machine = Boot();
        machine.Run(Init(Dev0, SvaFeatures.Iopf), Inject(Dev0, point, Errno.EIO));
        Assert.Equal(Errno.EBUSY, machine.Error(Init(Dev0, SvaFeatures.Iopf)));
    }

    [Theory]
    [InlineData(FailurePoint.DeviceParameter)]
    [InlineData(FailurePoint.DriverInit)]
    public void Second_init_fails_before_it_is_found_to_be_the_second(FailurePoint point)
    {
        var machine = Boot();
        machine.Run(Init(Dev0), Inject(Dev0, point, Errno.EIO));
        Assert.Equal(Errno.EIO, machine.Error(Init(Dev0)));
        Assert.Equal(Errno.EEXIST, machine.Error(Init(Dev0)));
    }

    [Fact]
    public void Memory_is_short_before_the_driver_refuses()
    {
        var machine = Boot();
        machine.Run(Inject(Dev0, FailurePoint.DeviceParameter, Errno.ENOMEM), Inject(Dev0, FailurePoint.DriverInit, Errno.EIO));
        Assert.Equal(Errno.ENOMEM, machine.Error(Init(Dev0)));
        Assert.Equal(Errno.EIO, machine.Error(Init(Dev0)));
    }

    [Fact]
    public void A_failing_second_init_leaves_the_first_untouched()
    {
        var machine = Boot();
        machine.Run(Process("X"));
        Assert.Equal(Errno.None, machine.Error(Init(Dev0, SvaFeatures.Iopf, max: 9)));
        machine.Run(Bind(Dev0, X, SvaFeatures.Iopf));
        var before = Fingerprint(machine);
        Assert.Equal(
            [Errno.EBUSY, Errno.EEXIST, Errno.EBUSY],
            machine.Run(Init(Dev0, SvaFeatures.Iopf), Init(Dev0), Init(Dev0, SvaFeatures.Iopf)).Select(done => done.Error)
        );
        Assert.Equal(before, Fingerprint(machine));
        Assert.Empty(machine.Happened(SvaEventKind.DriverDeviceShutdown));
        machine.AssertSound();
    }

    [Fact]
    public void Second_init_with_page_faults_of_a_device_initialised_without_them()
    {
        var machine = Boot();
        machine.Run(Init(Dev0));
        var before = Fingerprint(machine);
        Assert.Equal(Errno.EEXIST, machine.Error(Init(Dev0, SvaFeatures.Iopf)));
        Assert.Equal(before, Fingerprint(machine));
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(5, 5)]
    [InlineData(7, 7)]
    [InlineData(8, 7)]
    [InlineData(0xfffff, 7)]
    public void A_wish_is_cut_to_the_limit(uint wish, uint max)
    {
        var machine = Boot(device => device with { PasidMax = new(7) });
        var figures = machine.One(Init(Dev0, max: wish)).Figures;
        Assert.Equal(max, figures.Single(figure => figure.Name == "pasidMax").Value);
        Assert.Equal(new Pasid(max), machine.Device(Dev0).Parameter!.PasidMax);
    }

    [Fact]
    public void A_wish_below_the_lowest_number_leaves_no_number()
    {
        var machine = Boot(device => device with { PasidMin = new(5) });
        machine.Run(Init(Dev0, max: 3), Process("X"));
        Assert.Equal(Errno.ENOSPC, machine.Error(Bind(Dev0, X)));
    }

    [Fact]
    public void The_host_s_lowest_number_counts()
    {
        var machine = new Machine(new MailExample { Settings = HostSettings.Default with { PasidMin = new(4) } });
        machine.Run(Setup());
        Assert.Equal(new Pasid(4), machine.One(Bind(Dev0, X)).Pasid);
    }

    // device_shutdown
    [Theory]
    [InlineData("2018")]
    [InlineData("2018-v2")]
    public void Shutdown_without_the_operation_of_the_driver_leaves_the_fault_queue(string generation)
    {
        var machine = Boot(device => device with { IommuOps = IommuOps.All & ~IommuOps.DeviceShutdown }, generation);
        Assert.Equal(
            [Errno.None, Errno.None, Errno.ENODEV, Errno.EINVAL, Errno.None],
            [
                machine.Error(Init(Dev0, SvaFeatures.Iopf)),
                machine.Error(Shutdown(Dev0)),
                machine.Error(Shutdown(Dev0)),
                machine.Error(Init(Dev0, SvaFeatures.Iopf)),
                machine.Error(Init(Dev0)),
            ]
        );
        Assert.Empty(machine.Happened(SvaEventKind.DriverDeviceShutdown));
    }

    [Fact]
    public void Shutdown_without_domain() =>
        Assert.Equal(Errno.ENODEV, Boot(device => device with { Domain = default }).Error(Shutdown(Dev0)));

    [Fact]
    public void Shutdown_without_init() => Assert.Equal(Errno.ENODEV, Boot().Error(Shutdown(Dev0)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Shutdown_and_unbind_dev_all_flush_even_what_was_never_initialised(bool isShutdown)
    {
        var machine = Boot();
        machine.Run(FaultQueue(Dev0), PageRequest(Dev0, 1, 3, 0x10, isLast: false));
        Assert.Equal(1, machine.Device(Dev0).Faults!.PartialCount);
        Assert.Equal(isShutdown ? Errno.ENODEV : Errno.None, machine.Error(isShutdown ? Shutdown(Dev0) : UnbindAll(Dev0)));
        Assert.Equal(0, machine.Device(Dev0).Faults!.PartialCount);
        Assert.Empty(machine.Happened(SvaEventKind.DriverDeviceShutdown));
    }

    [Fact]
    public void Shutdown_unbinds_newest_first_and_frees_after_all_detaches()
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), Bind(Dev0, Y), Bind(Dev1, Y));
        machine.Events.Clear();
        Assert.Equal(Errno.None, machine.Error(Shutdown(Dev0)));
        Assert.Equal(
            ["detach 0000:00:00.0 Y 2 last", "detach 0000:00:00.0 X 1 last", "shutdown 0000:00:00.0", "free X"],
            Observed.Trace(machine.Events)
        );
        Assert.Equal(Errno.ENODEV, machine.Error(Shutdown(Dev0)));
    }

    [Fact]
    public void Shutdown_of_a_device_whose_fault_queue_somebody_removed()
    {
        var machine = Boot();
        machine.Run(Init(Dev0, SvaFeatures.Iopf), FaultQueue(Dev0, isRemoval: true));
        Assert.Equal(Errno.None, machine.Error(Shutdown(Dev0)));
        Assert.Equal(Errno.None, machine.Error(Init(Dev0, SvaFeatures.Iopf)));
    }

    // bind
    [Fact]
    public void Bind_without_group() =>
        Assert.Equal(
            Errno.ENODEV,
            Boot(device => device with { Group = null, Domain = default }).Run(Process("X"), Bind(Dev0, X))[1].Error
        );

    [Fact]
    public void Bind_of_a_group_of_two_with_the_setting_comes_before_all_others()
    {
        var machine = new Machine(new MailExample { Settings = HostSettings.Default with { IsOneDevicePerGroup = true } });
        machine.Run(Process("X"));
        Assert.Equal(Errno.EINVAL, machine.Error(Bind(Dev1, X)));
        Assert.Empty(machine.Happened(SvaEventKind.Warning));
        Assert.Equal(
            [Errno.None, Errno.EINVAL, Errno.None, Errno.None],
            machine.Run(Init(Dev1), Bind(Dev1, X), Init(Dev0), Bind(Dev0, X)).Select(done => done.Error)
        );
        Assert.Equal(Errno.ESRCH, machine.Error(Unbind(Dev1, 1)));
        Assert.Equal(Errno.None, machine.Error(Shutdown(Dev1)));
    }

    [Fact]
    public void Bind_without_domain()
    {
        var machine = Boot(device => device with { Domain = default });
        machine.Run(Process("X"));
        Assert.Equal(Errno.EINVAL, machine.Error(Bind(Dev0, X)));
        Assert.Empty(machine.Happened(SvaEventKind.Warning));
    }

    [Fact]
    public void Bind_without_init_warns_once_per_boot()
    {
        var machine = Boot();
        machine.Run(Process("X"));
        Assert.All(machine.Run(Bind(Dev0, X), Bind(Dev0, X), Bind(Dev1, X), Bind(Dev2, X)), done => Assert.Equal(Errno.EINVAL, done.Error));
        Assert.Equal(Dev0, Assert.Single(machine.Happened(SvaEventKind.Warning)).Object);
    }

    [Theory]
    [InlineData(SvaFeatures.None, SvaFeatures.Iopf)]
    [InlineData(SvaFeatures.Iopf, (SvaFeatures)2)]
    [InlineData(SvaFeatures.Iopf, (SvaFeatures)3)]
    public void Bind_with_features_that_init_did_not_ask_for(SvaFeatures init, SvaFeatures bind) =>
        Assert.Equal(Errno.EINVAL, Boot().Run(Init(Dev0, init), Process("X"), Bind(Dev0, X, bind))[2].Error);

    [Fact]
    public void Bind_twice() => Refused(Errno.EEXIST, Bind(Dev0, X), Setup(), Bind(Dev0, X));

    [Fact]
    public void Bind_twice_with_other_flags_is_a_second_bind_first() =>
        Refused(Errno.EEXIST, Bind(Dev0, X, SvaFeatures.Iopf), Setup(SvaFeatures.Iopf), Bind(Dev0, X));

    [Fact]
    public void Bind_elsewhere_with_other_flags() =>
        Refused(Errno.EDOM, Bind(Dev1, X, SvaFeatures.Iopf), Setup(SvaFeatures.Iopf), Bind(Dev0, X));

    [Fact]
    public void Other_flags_come_before_operations_that_are_missing()
    {
        var machine = Boot(device => device with { IommuOps = IommuOps.All & ~IommuOps.MmAttach });
        machine.Run(Setup(SvaFeatures.Iopf));
        machine.Run(Bind(Dev1, X));
        Assert.Equal([Errno.EDOM, Errno.ENODEV], machine.Run(Bind(Dev0, X, SvaFeatures.Iopf), Bind(Dev0, X)).Select(done => done.Error));
    }

    [Fact]
    public void Features_come_before_a_second_bind() => Refused(Errno.EINVAL, Bind(Dev0, X, SvaFeatures.Iopf), Setup(), Bind(Dev0, X));

    [Fact]
    public void Bind_to_a_dead_mm_and_to_none()
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Kill("X"));
        var before = Fingerprint(machine);
        machine.Events.Clear();
        Assert.Equal([Errno.EINVAL, Errno.EINVAL], machine.Run(Bind(Dev0, X), Bind(Dev0, Mm("absent"))).Select(done => done.Error));
        Assert.Equal(["alloc X", "free X", "alloc absent", "free absent"], Observed.Trace(machine.Events));
        Assert.Equal([X.Name, "absent"], machine.Happened(SvaEventKind.ContractViolation).Select(broken => broken.Object.Name));
        Assert.Equal(before, Fingerprint(machine));
    }

    [Fact]
    public void Bind_to_an_mm_that_exits_breaks_the_caller_s_contract()
    {
        var machine = new Machine(new MailExample { Driver = new DriverSpec(MmExitSleep: VirtualTime.FromMilliseconds(5)) });
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X));
        var race = machine.Race([Kill("X")], [Sleep(1), Bind(Dev1, X), Find(1)]);
        Assert.Equal([Errno.None, Errno.EINVAL, Errno.ESRCH], race[1].Select(done => done.Error));
        Assert.Single(machine.Happened(SvaEventKind.ContractViolation));
        machine.AssertSound();
    }

    // io_mm_alloc
    [Theory]
    [InlineData(IommuOps.MmAlloc)]
    [InlineData(IommuOps.MmFree)]
    public void Bind_without_the_operations_of_an_io_mm(IommuOps missing)
    {
        var machine = Boot(device => device with { IommuOps = IommuOps.All & ~missing });
        machine.Run(Setup());
        Assert.Equal(Errno.ENODEV, machine.Error(Bind(Dev0, X)));
        Assert.Empty(machine.Happened(SvaEventKind.DriverMmAlloc));

        // An mm that has an io_mm already needs neither.
        Assert.Equal([Errno.None, Errno.None], machine.Run(Bind(Dev1, X), Bind(Dev0, X)).Select(done => done.Error));
    }

    [Theory]
    [InlineData(FailurePoint.MmAlloc, 5, "alloc X")]
    [InlineData(FailurePoint.MmAlloc, 12, "alloc X")]
    [InlineData(FailurePoint.PasidAllocation, 12, "alloc X; free X")]
    [InlineData(FailurePoint.NotifierRegister, 12, "alloc X; free X")]
    [InlineData(FailurePoint.NotifierRegister, 4, "alloc X; free X")]
    [InlineData(FailurePoint.BondAllocation, 12, "alloc X; free X")]
    [InlineData(FailurePoint.MmAttach, 5, "alloc X; attach 0000:00:00.0 X 1 first; free X")]
    public void First_bind_that_fails_leaves_nothing(FailurePoint point, int error, string callbacks)
    {
        var machine = Boot();
        machine.Run(Setup());
        var before = Fingerprint(machine);
        machine.Run(Inject(X, point, new Errno(error)));
        machine.Events.Clear();
        Assert.Equal(new Errno(error), machine.Error(Bind(Dev0, X)));
        Assert.Equal(callbacks, string.Join("; ", Observed.Trace(machine.Events)));
        Assert.Equal(before, Fingerprint(machine));
        Assert.Equal(0, machine.PasidCount());
        Assert.Equal(new Pasid(1), machine.One(Bind(Dev0, X)).Pasid);
        machine.AssertSound();
    }

    [Theory]
    [InlineData(FailurePoint.BondAllocation, 12)]
    [InlineData(FailurePoint.MmAttach, 5)]
    public void Further_bind_that_fails_leaves_the_others(FailurePoint point, int error)
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Bind(Dev1, X));
        var before = Fingerprint(machine);
        machine.Run(Inject(X, point, new Errno(error)));
        Assert.Equal(new Errno(error), machine.Error(Bind(Dev2, X)));
        Assert.Equal(before, Fingerprint(machine));
        Assert.Equal([Errno.None, Errno.None], machine.Run(Bind(Dev0, Y), Bind(Dev2, X)).Select(done => done.Error));
    }

    [Fact]
    public void All_numbers_taken()
    {
        var example = new MailExample { Dev0Max = new(1) };
        var machine = new Machine(example);
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X));
        var before = Fingerprint(machine);
        machine.Events.Clear();
        Assert.Equal(Errno.ENOSPC, machine.Error(Bind(Dev0, Y)));
        Assert.Equal(["alloc Y", "free Y"], Observed.Trace(machine.Events));
        Assert.Equal(before, Fingerprint(machine));
    }

    [Fact]
    public void The_lowest_free_number_is_given()
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Process("a"), Process("b"));
        var binds = machine.Run(Bind(Dev0, X), Bind(Dev0, Y), Bind(Dev0, Mm("a")), Unbind(Dev0, 2), Bind(Dev0, Mm("b")), Bind(Dev0, Y));
        Assert.Equal([1u, 2u, 3u, 2u, 2u, 4u], binds.Select(done => done.Pasid!.Value.Value));
    }

    // io_mm_attach
    [Theory]
    [InlineData(IommuOps.MmAttach)]
    [InlineData(IommuOps.MmDetach)]
    [InlineData(IommuOps.MmInvalidate)]
    public void Bind_without_the_operations_of_a_bond_makes_and_frees_an_io_mm(IommuOps missing)
    {
        var machine = Boot(device => device with { IommuOps = IommuOps.All & ~missing });
        machine.Run(Setup());
        var before = Fingerprint(machine);
        machine.Events.Clear();
        Assert.Equal(Errno.ENODEV, machine.Error(Bind(Dev0, X)));
        Assert.Equal(["alloc X", "free X"], Observed.Trace(machine.Events));
        Assert.Equal(before, Fingerprint(machine));
    }

    [Theory]
    [InlineData(2, 0xfffff)]
    [InlineData(1, 0)]
    public void A_number_that_the_second_device_cannot_send(uint min, int max)
    {
        // X has 1; below the second device's lowest, or above its highest once Y holds 1 and X has 2.
        var machine = Boot(device => device with { PasidMin = new(min), PasidMax = new(max == 0 ? 1u : (uint)max) });
        machine.Run(Setup());
        machine.Run(max == 0 ? [Bind(Dev1, Y), Bind(Dev1, X)] : [Bind(Dev1, X), Bind(Dev1, Y)]);
        var before = Fingerprint(machine);
        Assert.Equal(Errno.ERANGE, machine.Error(Bind(Dev0, X)));
        Assert.Equal(before, Fingerprint(machine));
        Assert.Equal(Errno.None, machine.Error(Bind(Dev0, Y)));
    }

    [Fact]
    public void The_range_comes_before_memory()
    {
        var machine = new Machine(new MailExample { Dev0Max = new(1) });
        machine.Run(Setup());
        machine.Run(Bind(Dev1, Y), Bind(Dev1, X), Inject(X, FailurePoint.BondAllocation, Errno.ENOMEM));
        Assert.Equal([Errno.ERANGE, Errno.ENOMEM], machine.Run(Bind(Dev0, X), Bind(Dev2, X)).Select(done => done.Error));
    }

    // unbind
    [Fact]
    public void Unbind_without_group() =>
        Assert.Equal(Errno.ENODEV, Boot(device => device with { Group = null, Domain = default }).Error(Unbind(Dev0, 1)));

    [Fact]
    public void Unbind_without_domain() =>
        Assert.Equal(Errno.EINVAL, Boot(device => device with { Domain = default }).Error(Unbind(Dev0, 1)));

    [Fact]
    public void Unbind_without_init_does_not_warn()
    {
        var machine = Boot();
        Assert.Equal(Errno.EINVAL, machine.Error(Unbind(Dev0, 1)));
        Assert.Empty(machine.Happened(SvaEventKind.Warning));
    }

    [Fact]
    public void Unbind_of_no_bond()
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Bind(Dev1, X));
        var before = Fingerprint(machine);
        Assert.Equal(
            [Errno.ESRCH, Errno.ESRCH, Errno.ESRCH],
            machine.Run(Unbind(Dev0, 1), Unbind(Dev1, 2), Unbind(Dev1, 0)).Select(done => done.Error)
        );
        Assert.Equal(before, Fingerprint(machine));
    }

    // exit
    [Fact]
    public void Exit_tells_drivers_newest_first_and_frees_at_the_end()
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Bind(Dev1, X), Bind(Dev0, X, data: 7), Bind(Dev2, X));
        machine.Events.Clear();
        machine.Run(Kill("X"));
        Assert.Equal(
            [
                "exit 0000:00:01.1 X 1",
                "detach 0000:00:01.1 X 1 more",
                "exit 0000:00:00.0 X 1",
                "detach 0000:00:00.0 X 1 last",
                "exit 0000:00:01.0 X 1",
                "detach 0000:00:01.0 X 1 last",
                "free X",
            ],
            Observed.Trace(machine.Events)
        );
        Assert.Equal([0L, 7L, 0L], machine.Happened(SvaEventKind.DriverMmExit).Select(exit => exit.Value));
    }

    [Fact]
    public void An_mm_exit_that_fails_is_warned_of_and_the_bond_goes_all_the_same()
    {
        var machine = new Machine(new MailExample { Driver = new DriverSpec(MmExitError: Errno.EIO) });
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), Kill("X"), Kill("Y"));
        Assert.Contains(machine.Happened(SvaEventKind.Warning), warning => warning.Error == Errno.EIO && warning.Pasid == new Pasid(1));
        machine.AssertNothingLeft();
    }

    [Fact]
    public void A_driver_without_mm_exit_is_not_told()
    {
        var machine = new Machine(new MailExample { Driver = new DriverSpec(HasMmExit: false) });
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), Kill("X"), Kill("Y"));
        Assert.Empty(machine.Happened(SvaEventKind.DriverMmExit));
        machine.AssertNothingLeft();
    }

    [Fact]
    public void A_live_io_mm_holds_two_counts_of_its_mm()
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), Bind(Dev1, X));
        Assert.Equal((1, 3), (machine.Mm(X).Users, machine.Mm(X).Count));
        machine.Run(Unbind(Dev0, 1));
        Assert.Equal(3, machine.Mm(X).Count);
        machine.Run(Unbind(Dev1, 1));
        Assert.Equal(1, machine.Mm(X).Count);
    }

    // the notifier
    [Fact]
    public void Every_bond_hears_of_a_change_newest_first()
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Bind(Dev1, X), Bind(Dev0, X), Bind(Dev2, X), Bind(Dev0, Y), Mmap(X, 8, 4), Touch(X, 8, 4));
        var before = machine.Events.Count;
        machine.Run(Munmap(X, 10, 1), MemoryCall(X, MemoryOperation.Age, 8, 2), MemoryCall(X, MemoryOperation.ChangePte, 8, 1));
        string[] devices = ["0000:00:01.1", "0000:00:00.0", "0000:00:01.0"];
        string[] ranges = [PageRange.One(new(10)).ToString(), new PageRange(new(8), 2).ToString(), PageRange.One(new(8)).ToString()];
        Assert.Equal(
            ranges.SelectMany(range => devices.Select(device => $"invalidate {device} X 1 {range}")),
            Observed.Trace(machine.Events.Skip(before))
        );
        machine.AssertSound();
    }

    [Fact]
    public void An_mm_without_bonds_tells_nobody()
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), Mmap(X, 8, 4), Touch(X, 8, 4), Unbind(Dev0, 1));
        machine.Events.Clear();
        machine.Run(Munmap(X, 8, 4), Mmap(Y, 8, 4), Touch(Y, 8, 4), Munmap(Y, 8, 4));
        Assert.Empty(machine.Happened(SvaEventKind.IoMmInvalidate));
        Assert.Empty(machine.Happened(SvaEventKind.CommandsSubmit));
    }

    // find
    [Fact]
    public void Find_knows_live_address_spaces_only()
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X));
        Assert.Equal([Errno.None, Errno.ESRCH, Errno.ESRCH], machine.Run(Find(1), Find(2), Find(0)).Select(done => done.Error));
        Assert.Equal(1, machine.Mm(X).Users);
        machine.Run(Kill("X"));
        Assert.Equal(Errno.ESRCH, machine.Error(Find(1)));
    }

    // iommu_attach_device, iommu_detach_device
    [Fact]
    public void Moves_of_functions()
    {
        var machine = Boot();
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), Bind(Dev1, X));
        Assert.Equal(
            [Errno.EINVAL, Errno.None, Errno.EBUSY, Errno.EINVAL, Errno.None, Errno.None],
            machine
                .Run(
                    Detach(Dev0, DomainB),
                    Attach(Dev0, DomainB),
                    Attach(Dev0, DomainA),
                    Detach(Dev0, DomainA),
                    Detach(Dev0, DomainB),
                    Bind(Dev0, X)
                )
                .Select(done => done.Error)
        );
        Assert.Single(machine.Happened(SvaEventKind.DriverMmDetach));
        machine.AssertSound();
        var lonely = Boot(device => device with { Group = null, Domain = default });
        Assert.Equal([Errno.ENODEV, Errno.ENODEV], lonely.Run(Attach(Dev0, DomainB), Detach(Dev0, DomainB)).Select(done => done.Error));
    }

    private static Machine Boot(Func<DeviceSpec, DeviceSpec>? change = null, string generation = "2018")
    {
        var spec = new MailExample().Spec() with { Generation = generation };
        return new(
            spec with
            {
                Devices = [.. spec.Devices.Select(device => device.Name == Dev0 && change is not null ? change(device) : device)],
            }
        );
    }

    private static void Refused(Errno error, Func<int, Step> bind, Func<int, Step>[] setup, params Func<int, Step>[] before)
    {
        var machine = Boot();
        machine.Run([.. setup, .. before]);
        var fingerprint = Fingerprint(machine);
        machine.Events.Clear();
        Assert.Equal(error, machine.Error(bind));
        Assert.Empty(Observed.Trace(machine.Events));
        Assert.Equal(fingerprint, Fingerprint(machine));
        machine.Run(Kill("X"), Kill("Y"));
    }

    // Every counter, list, table, cache and number, but not the serials that distinguish the io_mms of an mm.
    private static string Fingerprint(Machine machine) =>
        string.Join('\n', Observed.State(machine))
        + string.Join(
            ' ',
            machine
                .Simulation.States()
                .Select(static entry =>
                    entry.State switch
                    {
                        DeviceState device => device.Hash(),
                        DomainState domain => domain.Hash(),
                        IommuState iommu => iommu.Hash(),
                        MmState mm => mm.Hash(),
                        _ => 0ul,
                    }
                )
                .Where(static hash => hash != 0)
                .Select(static hash => hash.ToString("x", CultureInfo.InvariantCulture))
        );
}
