using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>Both generations of the 2018 text report its calls with their arguments.</summary>
public sealed class EventTests
{
    public static TheoryData<string> Generations => ["2018", "2018-v2"];

    [Theory]
    [MemberData(nameof(Generations))]
    public void Callbacks_of_the_IOMMU_driver_are_told_with_domain_and_features(string generation)
    {
        var machine = Boot(generation);
        machine.Run(Init(Dev0, SvaFeatures.Iopf, max: 77), Init(Dev1), Process("X"), Process("Y"));
        machine.Run(Bind(Dev0, X, SvaFeatures.Iopf), Bind(Dev1, Y), Mmap(X, 0x10, 1), Dma(Dev0, 1, 0x10));
        machine.Run(Munmap(X, 0x10, 1), Unbind(Dev0, 1));

        Assert.Equal(
            [(SvaFeatures.Iopf, 77L), (SvaFeatures.None, 0)],
            machine.Happened(SvaEventKind.DriverDeviceInit).Select(static happened => (happened.Features, happened.Value))
        );
        Assert.Equal(
            [(DomainA, SvaFeatures.Iopf), (DomainB, SvaFeatures.None)],
            machine.Happened(SvaEventKind.DriverMmAlloc).Select(static happened => (happened.Domain, happened.Features))
        );
        Assert.Equal([DomainA, DomainB], machine.Happened(SvaEventKind.DriverMmAttach).Select(static happened => happened.Domain));
        Assert.Equal([DomainA], machine.Happened(SvaEventKind.DriverMmInvalidate).Select(static happened => happened.Domain).Distinct());
        Assert.Equal([DomainA], machine.Happened(SvaEventKind.DriverMmDetach).Select(static happened => happened.Domain));
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void A_notifier_is_registered_by_the_first_bind_and_unregistered_with_the_last(string generation)
    {
        var machine = Boot(generation);
        machine.Run(Init(Dev0), Init(Dev1), Process("X"), Bind(Dev0, X), Bind(Dev1, X), Unbind(Dev0, 1), Unbind(Dev1, 1));

        SvaEventKind[] begin = [SvaEventKind.NotifierRegister, SvaEventKind.IoMmAlloc];
        SvaEventKind[] end = [SvaEventKind.IoMmFree, SvaEventKind.NotifierUnregister, SvaEventKind.DriverMmFree];
        Assert.Equal(
            [.. begin.Select(static kind => (kind, 4)), .. end.Select(static kind => (kind, 7))],
            Told(machine, [.. begin, .. end])
        );
        var registered = Assert.Single(machine.Happened(SvaEventKind.NotifierRegister));
        Assert.Equal((X, "X"), (registered.Object, registered.Subject.Name));
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void A_notifier_that_is_refused_is_told_with_the_error_and_never_unregistered(string generation)
    {
        var machine = Boot(generation);
        machine.Run(Init(Dev0), Process("X"), Inject(X, FailurePoint.NotifierRegister, Errno.ENOMEM), Bind(Dev0, X));

        Assert.Equal(Errno.ENOMEM, Assert.Single(machine.Happened(SvaEventKind.NotifierRegister)).Error);
        Assert.Empty(machine.Happened(SvaEventKind.NotifierUnregister));
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void Faults_are_flushed_before_the_unbind_and_between_handler_and_teardown_of_an_exit(string generation)
    {
        var machine = Boot(generation);
        machine.Run(Init(Dev0, SvaFeatures.Iopf), Init(Dev1), Process("X"), Process("Y"), Bind(Dev0, X), Bind(Dev0, Y), Bind(Dev1, Y));
        machine.Run(PageRequest(Dev0, 1, 3, 0x10, isLast: false), Unbind(Dev0, 1), Kill("Y"));

        var flushed = machine.Happened(SvaEventKind.FaultFlush);
        Assert.All(flushed, static happened => Assert.Equal((Dev0, Iommu), (happened.Object, happened.Subject)));
        Assert.Equal((9, new Pasid(1), 1L), (flushed[0].Step, flushed[0].Pasid, flushed[0].Value));

        // The newest bond is that of the device without a fault queue.
        SvaEventKind[] newest = [SvaEventKind.DriverMmExit, SvaEventKind.IoMmExitDetach];
        SvaEventKind[] next = [SvaEventKind.DriverMmExit, SvaEventKind.FaultFlush, SvaEventKind.IoMmExitDetach];
        var exit = Told(machine, next).Where(static told => told.Step == 10).Select(static told => told.Kind);
        Assert.Equal([.. newest, .. next], exit.Take(5));
    }

    [Fact]
    public void All_faults_of_a_device_are_flushed_without_a_PASID()
    {
        var machine = Boot("2018");
        machine.Run(Init(Dev0, SvaFeatures.Iopf), FlushFaults(Dev0));

        Assert.Equal(Pasid.None, Assert.Single(machine.Happened(SvaEventKind.FaultFlush)).Pasid);
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void A_fault_handler_lasts_from_device_init_to_shutdown(string generation)
    {
        var machine = Boot(generation);
        machine.Run(Init(Dev0, SvaFeatures.Iopf), Init(Dev1), Shutdown(Dev1), Shutdown(Dev0));

        Assert.Equal(
            [
                (SvaEventKind.FaultHandlerRegister, 1),
                (SvaEventKind.DriverDeviceInit, 1),
                (SvaEventKind.DriverDeviceShutdown, 4),
                (SvaEventKind.FaultHandlerUnregister, 4),
            ],
            HandlerOf(machine, Dev0)
        );
        Assert.Equal([(SvaEventKind.DriverDeviceInit, 2), (SvaEventKind.DriverDeviceShutdown, 3)], HandlerOf(machine, Dev1));
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void A_fault_handler_goes_with_a_device_init_that_fails(string generation)
    {
        var machine = Boot(generation);
        machine.Run(Inject(Dev0, FailurePoint.DriverInit, Errno.EIO), Init(Dev0, SvaFeatures.Iopf));
        machine.Run(Init(Dev0, SvaFeatures.Iopf), Init(Dev0, SvaFeatures.Iopf));

        Assert.Equal(
            [
                (SvaEventKind.FaultHandlerRegister, 2),
                (SvaEventKind.DriverDeviceInit, 2),
                (SvaEventKind.FaultHandlerUnregister, 2),
                (SvaEventKind.FaultHandlerRegister, 3),
                (SvaEventKind.DriverDeviceInit, 3),
                (SvaEventKind.FaultHandlerRegister, 4),
            ],
            HandlerOf(machine, Dev0)
        );
        var errors = machine.Happened(SvaEventKind.FaultHandlerRegister).Select(static happened => happened.Error);
        Assert.Equal([Errno.None, Errno.None, Errno.EBUSY], errors);
    }

    // Only the published text takes the handler of the first one away.
    [Theory]
    [InlineData("2018", 3)]
    [InlineData("2018-v2", 2)]
    public void A_second_device_init_without_faults_takes_the_handler_where_the_text_does(string generation, int step)
    {
        var machine = Boot(generation);
        machine.Run(Init(Dev0, SvaFeatures.Iopf), Init(Dev0), Shutdown(Dev0));

        Assert.Equal(step, Assert.Single(machine.Happened(SvaEventKind.FaultHandlerUnregister)).Step);
    }

    // The published text binds no function that shares its group.
    private static Machine Boot(string generation)
    {
        var spec = new MailExample().Spec();
        return new(
            spec with
            {
                Generation = generation,
                Devices = [.. spec.Devices.Select(static device => device with { GroupSize = 1 })],
            }
        );
    }

    private static IEnumerable<(SvaEventKind Kind, int Step)> HandlerOf(Machine machine, ObjectName device)
    {
        SvaEventKind[] handler = [SvaEventKind.FaultHandlerRegister, SvaEventKind.FaultHandlerUnregister];
        SvaEventKind[] kinds = [.. handler, SvaEventKind.DriverDeviceInit, SvaEventKind.DriverDeviceShutdown];
        return machine
            .Events.Where(happened => happened.Object == device && kinds.Contains(happened.Kind))
            .Select(static happened => (happened.Kind, happened.Step));
    }

    private static IEnumerable<(SvaEventKind Kind, int Step)> Told(Machine machine, params SvaEventKind[] kinds) =>
        machine.Events.Where(happened => kinds.Contains(happened.Kind)).Select(static happened => (happened.Kind, happened.Step));
}
