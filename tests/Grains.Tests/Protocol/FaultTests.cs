using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;
using RandomStrategy = SvaOrleans.Simulation.Engine.Strategies.RandomStrategy;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>I/O page faults as of 07/40: groups, partial groups, one answer each, flushes, fault queues that come and go.</summary>
public sealed class FaultTests
{
    [Fact]
    public void Adding_and_removing_fault_queues()
    {
        var machine = new Machine(new MailExample());
        Assert.Equal(
            [Errno.EINVAL, Errno.None, Errno.EINVAL, Errno.None, Errno.EINVAL],
            machine
                .Run(
                    FaultQueue(Dev0, isRemoval: true),
                    FaultQueue(Dev0),
                    FaultQueue(Dev0),
                    FaultQueue(Dev0, isRemoval: true),
                    FaultQueue(Dev0, isRemoval: true)
                )
                .Select(done => done.Error)
        );
        Assert.Equal(Errno.ENOMEM, machine.Run(Inject(Dev0, FailurePoint.FaultQueue, Errno.ENOMEM), FaultQueue(Dev0))[1].Error);
        Assert.Equal(Errno.ENODEV, new Machine(new MailExample { PageRequests = 0 }).Error(FaultQueue(Dev0)));
    }

    [Fact]
    public void A_fault_queue_that_somebody_added_is_in_the_driver_s_way()
    {
        var machine = new Machine(new MailExample());
        machine.Run(FaultQueue(Dev0));
        Assert.Equal([Errno.EINVAL, Errno.None], machine.Run(Init(Dev0, SvaFeatures.Iopf), Init(Dev0)).Select(done => done.Error));
    }

    [Fact]
    public void A_shutdown_leaves_a_fault_queue_that_its_init_did_not_add()
    {
        var machine = new Machine(new MailExample());
        machine.Run(Init(Dev0), FaultQueue(Dev0));
        Assert.Equal(
            [Errno.None, Errno.EINVAL, Errno.None],
            machine.Run(Shutdown(Dev0), FaultQueue(Dev0), FaultQueue(Dev0, isRemoval: true)).Select(done => done.Error)
        );
    }

    [Fact]
    public void Device_writes_fault_pages_in()
    {
        var machine = Bound();
        var dma = machine.One(Dma(Dev0, 1, 0x100, 3));
        Assert.Equal((Errno.None, 3L, 3L), (dma.Error, Figure(dma, "pages"), Figure(dma, "pageRequests")));
        Assert.Equal(3ul, machine.Mm(X).Space.ResidentCount);
        Assert.Equal(0, Figure(machine.One(Dma(Dev0, 1, 0x100, 3)), "pageRequests"));
        Assert.Equal(1, machine.Mm(X).Users);
        machine.AssertSound();
    }

    [Theory]
    [InlineData(0x200ul, Protection.Read)]
    [InlineData(0x110ul, Protection.Write)]
    [InlineData(0x118ul, Protection.Read)]
    public void Device_accesses_that_a_processor_could_not_make_either(ulong page, Protection access)
    {
        // Nothing is mapped at 0x200; 0x110 is read-only; 0x118 has no rights at all.
        var machine = Bound();
        machine.Run(Mmap(X, 0x110, 4, Protection.Read), Mmap(X, 0x118, 4, Protection.None));
        var dma = machine.One(Dma(Dev0, 1, page, 1, access));
        Assert.Equal((Errno.EFAULT, 1L), (dma.Error, Figure(dma, "pageRequests")));
        Assert.Equal((long)PageResponseCode.Invalid, Assert.Single(machine.Happened(SvaEventKind.PageResponse)).Value);
        Assert.Equal(Errno.EFAULT, machine.Error(Touch(X, page, 1, access)));
        Assert.Equal(0ul, machine.Mm(X).Space.ResidentCount);
    }

    [Fact]
    public void Half_a_transfer_may_succeed()
    {
        var machine = Bound();
        var dma = machine.One(Dma(Dev0, 1, 0x10e, 4));
        Assert.Equal((Errno.EFAULT, 2L), (dma.Error, Figure(dma, "pages")));
    }

    [Fact]
    public void Without_page_requests_or_without_a_queue_a_missing_page_is_an_error()
    {
        var deaf = new Machine(new MailExample { PageRequests = 0 });
        deaf.Run(Setup());
        deaf.Run(Bind(Dev0, X), Mmap(X, 0x100, 4));
        Assert.Equal((Errno.EFAULT, 0L), (deaf.One(Dma(Dev0, 1, 0x100)).Error, Figure(deaf.One(Dma(Dev0, 1, 0x100)), "pageRequests")));

        var unserved = new Machine(new MailExample());
        unserved.Run(Setup());
        unserved.Run(Bind(Dev0, X), Mmap(X, 0x100, 4));
        var dma = unserved.One(Dma(Dev0, 1, 0x100));
        Assert.Equal((Errno.EFAULT, 1L), (dma.Error, Figure(dma, "pageRequests")));
        Assert.Equal((long)PageResponseCode.Invalid, Assert.Single(unserved.Happened(SvaEventKind.PageResponse)).Value);
        unserved.AssertSound();
    }

    [Fact]
    public void The_first_error_of_a_group_sticks()
    {
        var machine = Bound();
        machine.Run(
            PageRequest(Dev0, 1, 300, 0x100, isLast: false),
            PageRequest(Dev0, 1, 300, 0x200, isLast: false),
            PageRequest(Dev0, 1, 300, 0x101, isLast: true)
        );
        Assert.Equal((long)PageResponseCode.Invalid, Assert.Single(machine.Happened(SvaEventKind.PageResponse)).Value);
        Assert.Equal(1ul, machine.Mm(X).Space.ResidentCount);
        machine.AssertSound();
    }

    [Fact]
    public void Groups_do_not_mix()
    {
        var machine = Bound();
        machine.Run(
            PageRequest(Dev0, 1, 300, 0x200, isLast: false),
            PageRequest(Dev0, 1, 301, 0x101, isLast: true),
            PageRequest(Dev0, 1, 300, 0x102, isLast: true)
        );
        Assert.Equal(
            [(long)PageResponseCode.Success, (long)PageResponseCode.Invalid],
            machine.Happened(SvaEventKind.PageResponse).Select(response => response.Value)
        );
    }

    [Fact]
    public void A_part_of_a_group_is_not_answered_where_there_is_no_queue()
    {
        var machine = new Machine(new MailExample());
        machine.Run(Setup());
        machine.Run(Bind(Dev0, X), Mmap(X, 0x100, 4), PageRequest(Dev0, 1, 300, 0x100, isLast: false));
        Assert.Empty(machine.Happened(SvaEventKind.PageResponse));
        machine.Run(PageRequest(Dev0, 1, 300, 0x101, isLast: true));
        Assert.Single(machine.Happened(SvaEventKind.PageResponse));
    }

    [Fact]
    public void An_answer_names_the_number_of_the_last_request()
    {
        var machine = Bound();
        machine.Run(
            Bind(Dev0, Y, SvaFeatures.Iopf),
            Mmap(Y, 0x100, 4),
            PageRequest(Dev0, 2, 300, 0x100, isLast: false),
            PageRequest(Dev0, 1, 300, 0x100, isLast: true)
        );
        Assert.Equal(new Pasid(1), Assert.Single(machine.Happened(SvaEventKind.PageResponse)).Pasid);
    }

    // R40: its part came over long before, in a batch of its own.
    [Fact]
    public void An_overflow_takes_the_partials_of_devices_that_have_no_request_in_the_queue()
    {
        var overflows = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var machine = Bound(new MailExample { PageRequestQueue = 1 }, seed);
            machine.Run(Bind(Dev1, X, SvaFeatures.Iopf), PageRequest(Dev1, 1, 300, 0x100, isLast: false));
            machine.Race([PageRequest(Dev0, 1, 301, 0x101, isLast: true)], [PageRequest(Dev1, 1, 300, 0x102, isLast: true)]);
            overflows += machine.Happened(SvaEventKind.Warning).Count(static warning => warning.Value == 300);
            Assert.Equal(0, machine.Device(Dev1).Faults!.PartialCount);
            machine.AssertSound();
        }

        Assert.True(overflows > 0, "no last request has met a full queue");
    }

    [Fact]
    public void A_request_names_the_owner_of_its_number()
    {
        var machine = Bound();
        machine.Run(
            Unbind(Dev0, 1),
            Bind(Dev0, X, SvaFeatures.Iopf),
            PageRequest(Dev0, 1, 300, 0x100, isLast: false),
            PageRequest(Dev0, 9, 301, 0x100, isLast: false)
        );
        Assert.Equal([2ul, 0ul], machine.Device(Dev0).Faults!.Partials.Select(part => part.Lease.Value));
    }

    [Fact]
    public void A_stop_marker_is_not_answered_by_a_full_queue_either()
    {
        var overflows = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var machine = Bound(new MailExample { PageRequestQueue = 1 }, seed);
            machine.Race(
                [PageRequest(Dev0, 1, 300, 0x100, isLast: true)],
                [PageRequest(Dev0, 1, 301, 0x101, isLast: true, access: Protection.None)],
                [PageRequest(Dev0, 1, 302, 0x102, isLast: true, access: Protection.None)]
            );
            overflows += machine.Happened(SvaEventKind.Warning).Count(static warning => warning.Value is 301 or 302);
            Assert.Single(machine.Happened(SvaEventKind.PageResponse));
            machine.AssertSound();
        }

        Assert.True(overflows > 0, "no stop marker has met a full queue");
    }

    [Fact]
    public void Numbers_of_groups_have_nine_bits()
    {
        var machine = Bound();
        machine.Run(Mmap(X, 0x1000, 600));
        Assert.Equal(600, Figure(machine.One(Dma(Dev0, 1, 0x1000, 600)), "pageRequests"));
        var groups = machine.Happened(SvaEventKind.PageRequest).Select(request => request.Value).ToArray();
        Assert.Equal((0, 511), (groups.Min(), groups.Max()));
        machine.AssertSound();
    }

    [Fact]
    public void A_stop_marker_is_not_answered()
    {
        var machine = Bound();
        machine.Run(PageRequest(Dev0, 1, 300, 0, isLast: true, Protection.None));
        Assert.Empty(machine.Happened(SvaEventKind.PageResponse));
        machine.AssertSound();
    }

    [Fact]
    public void A_number_that_nobody_has_is_invalid()
    {
        var machine = Bound();
        machine.Run(PageRequest(Dev0, 9, 300, 0x100, isLast: true));
        Assert.Equal((long)PageResponseCode.Invalid, Assert.Single(machine.Happened(SvaEventKind.PageResponse)).Value);
        machine.AssertSound();
    }

    [Fact]
    public void Flush_drops_the_partials_of_one_number_or_of_all()
    {
        var machine = Bound();
        machine.Run(Bind(Dev0, Y, SvaFeatures.Iopf));
        machine.Run(
            PageRequest(Dev0, 1, 300, 0x100, isLast: false),
            PageRequest(Dev0, 2, 301, 0x100, isLast: false),
            PageRequest(Dev0, 2, 302, 0x100, isLast: false)
        );
        Assert.Equal(1, Figure(machine.One(FlushFaults(Dev0, 1)), "partialsDropped"));
        Assert.Equal(2, machine.Device(Dev0).Faults!.PartialCount);
        Assert.Equal(2, Figure(machine.One(FlushFaults(Dev0)), "partialsDropped"));
        Assert.Equal(Errno.ENODEV, new Machine(new MailExample()).Error(FlushFaults(Dev0)));
    }

    [Theory]
    [InlineData("unbind")]
    [InlineData("kill")]
    [InlineData("unbind all")]
    [InlineData("shutdown")]
    public void No_partial_outlives_its_bond(string end)
    {
        var machine = Bound();
        machine.Run(PageRequest(Dev0, 1, 300, 0x100, isLast: false));
        machine.Run(
            end switch
            {
                "unbind" => Unbind(Dev0, 1),
                "kill" => Kill("X"),
                "unbind all" => UnbindAll(Dev0),
                _ => Shutdown(Dev0),
            }
        );
        Assert.Equal(0, machine.Device(Dev0).Faults?.PartialCount ?? 0);
        machine.AssertSound();
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(null)]
    public void Flush_returns_only_when_what_was_posted_before_is_answered(uint? flushed)
    {
        // The device's next init stands for what its driver does after the flush.
        for (ulong seed = 0; seed < 300; seed++)
        {
            var machine = Bound(seed: seed);
            machine.Run(Shutdown(Dev2));
            machine.Events.Clear();
            machine.Race(
                [PageRequest(Dev0, 1, 300, 0x100, isLast: true), FlushFaults(Dev0, flushed), Init(Dev2)],
                [PageRequest(Dev0, 1, 301, 0x101, isLast: true)]
            );
            var over = machine.Events.FindIndex(happened => happened.Kind == SvaEventKind.DriverDeviceInit);
            var posted = machine.Events.FindIndex(happened => happened is { Kind: SvaEventKind.PageRequest, Value: 300 });
            var answered = machine.Events.FindIndex(happened => happened is { Kind: SvaEventKind.PageResponse });
            Assert.True(posted < answered && answered < over, $"seed {seed}: posted {posted}, first answer {answered}, flushed {over}");
            machine.AssertSound();
        }
    }

    [Fact]
    public void Everybody_who_flushes_is_woken()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var machine = Bound(seed: seed);
            machine.Run(Bind(Dev0, Y, SvaFeatures.Iopf), Mmap(Y, 0x100, 16));
            var race = machine.Race(
                [PageRequest(Dev0, 1, 300, 0x100, isLast: true), FlushFaults(Dev0, 1)],
                [PageRequest(Dev0, 2, 301, 0x100, isLast: true), FlushFaults(Dev0)],
                Late(6, FlushFaults(Dev0, 1)),
                Late(6, FlushFaults(Dev0, 2)),
                Late(6, FlushFaults(Dev0))
            );
            Assert.All(race.SelectMany(branch => branch), done => Assert.Equal(Errno.None, done.Error));
            Assert.Equal(2, machine.Happened(SvaEventKind.PageResponse).Count);
            machine.AssertSound();
        }
    }

    // The last of the group is lost to the overflow while the first is in the very batch that reports it.
    [Fact]
    public void An_overflow_takes_the_partials_that_come_with_it()
    {
        var strategy = new LateStrategy(LateStrategy.Sent("TakePageRequests"));
        var machine = new Machine(new MailExample { PageRequestQueue = 1 }, strategy);
        machine.Run(Setup(SvaFeatures.Iopf));
        machine.Run(Bind(Dev0, X, SvaFeatures.Iopf), Mmap(X, 0x100, 16));
        machine.Race([PageRequest(Dev0, 1, 300, 0x200, isLast: false)], Late(6, PageRequest(Dev0, 1, 300, 0x101, isLast: true)));
        Assert.True(strategy.Overtaken > 0, "nothing came before the queue was emptied");
        Assert.Equal(0, machine.Device(Dev0).Faults!.PartialCount);

        // Else the next group of that number would be refused for a page that is none of its own.
        machine.Run(PageRequest(Dev0, 1, 300, 0x102, isLast: true));
        Assert.Equal((long)PageResponseCode.Success, machine.Happened(SvaEventKind.PageResponse)[^1].Value);
        machine.AssertSound();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_posted_before_a_flush_begins_is_over_when_it_returns(bool isLast)
    {
        // The other device's init and shutdown mark when the flush began and when it was over.
        var early = 0;
        for (ulong seed = 0; seed < 400; seed++)
        {
            var machine = Bound(seed: seed);
            machine.Run(Shutdown(Dev2));
            machine.Events.Clear();
            var race = machine.Race(
                [PageRequest(Dev0, 1, 300, 0x100, isLast)],
                [Init(Dev2), FlushFaults(Dev0, 1), Shutdown(Dev2), FlushFaults(Dev0, 1)]
            );
            int When(SvaEventKind kind) => machine.Events.FindIndex(happened => happened.Kind == kind);
            if (When(SvaEventKind.PageRequest) < When(SvaEventKind.DriverDeviceInit))
            {
                early++;
                Assert.True(
                    !isLast || When(SvaEventKind.PageResponse) < When(SvaEventKind.DriverDeviceShutdown),
                    $"seed {seed}: answered after the flush"
                );
                Assert.Equal(0, Figure(race[1][3], "partialsDropped"));
            }
        }

        Assert.InRange(early, 20, 380);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void D8_no_number_is_free_while_a_fault_posted_before_the_detach_is_under_way(bool isExit)
    {
        for (ulong seed = 0; seed < 400; seed++)
        {
            var machine = Bound(seed: seed);
            machine.Race(
                [isExit ? Kill("X") : Unbind(Dev0, 1)],
                Late(3, PageRequest(Dev0, 1, 300, 0x100, isLast: false), PageRequest(Dev0, 1, 301, 0x101, isLast: true)),
                Late(8, PageRequest(Dev0, 1, 302, 0x102, isLast: true))
            );
            var detached = machine.Events.FindIndex(happened => happened.Kind == SvaEventKind.DriverMmDetach);
            var freed = machine.Events.FindIndex(happened => happened.Kind == SvaEventKind.PasidFree);
            var posted = machine.Events.Take(detached).Count(happened => happened is { Kind: SvaEventKind.PageRequest, Note: "last" });
            var answered = machine.Events.Take(freed).Count(happened => happened.Kind == SvaEventKind.PageResponse);
            Assert.True(
                posted <= answered,
                $"seed {seed}: {posted} posted before the detach, {answered} answered before the number was free"
            );
            var partial = machine.Events.FindIndex(happened => happened is { Kind: SvaEventKind.PageRequest, Value: 300 });
            Assert.True(partial > detached || machine.Device(Dev0).Faults!.PartialCount == 0, $"seed {seed}: a partial outlived its bond");
            machine.AssertSound();
        }
    }

    // 33: where the queue goes and another one comes, an unbind meets the one, the other or none, and the part may come over at any time.
    [Fact]
    public void A_part_of_a_group_waits_in_no_queue_when_its_bond_is_gone()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var machine = Bound(seed: seed);
            machine.Race(
                [Unbind(Dev0, 1)],
                Late(3, PageRequest(Dev0, 1, 300, 0x100, isLast: false)),
                Late(4, FaultQueue(Dev0, isRemoval: true), FaultQueue(Dev0))
            );
            Assert.True(
                machine.Device(Dev0).Faults!.Partials.All(static part => part.Lease.Value == 0),
                $"seed {seed}: a part outlived its bond"
            );
            machine.AssertSound();
        }
    }

    [Fact]
    public void An_unbind_flushes_its_own_number_before_it_looks_for_the_bond()
    {
        var machine = Bound();
        machine.Run(Bind(Dev0, Y, SvaFeatures.Iopf));
        machine.Run(PageRequest(Dev0, 2, 300, 0x100, isLast: false), PageRequest(Dev0, 9, 301, 0x100, isLast: false));
        Assert.Equal([Errno.None, Errno.ESRCH], machine.Run(Unbind(Dev0, 1), Unbind(Dev0, 8)).Select(done => done.Error));
        Assert.Equal(2, machine.Device(Dev0).Faults!.PartialCount);
        Assert.Equal(Errno.ESRCH, machine.Error(Unbind(Dev0, 9)));
        Assert.Equal(new Pasid(2), Assert.Single(machine.Device(Dev0).Faults!.Partials).Pasid);
    }

    [Fact]
    public void A_file_closed_late_leaves_the_faults_of_the_number_s_next_owner()
    {
        var machine = new Machine(new MailExample());
        machine.Run(Setup(SvaFeatures.Iopf));
        machine.Run(Open("X", Dev0, "fd"), Fork("X", "child"), Kill("X"), Bind(Dev0, Y, SvaFeatures.Iopf));
        machine.Run(PageRequest(Dev0, 1, 300, 0x100, isLast: false));
        Assert.Equal(Errno.ESRCH, machine.Error(Close("child", "fd")));
        Assert.Equal(1, machine.Device(Dev0).Faults!.PartialCount);
    }

    [Fact]
    public void A_late_answer_to_a_queue_that_is_gone_meets_no_group_of_the_next()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var machine = Bound(seed: seed);
            machine.Race(
                [Dma(Dev0, 1, 0x100), Dma(Dev0, 1, 0x101), Dma(Dev0, 1, 0x102)],
                Late(6, FaultQueue(Dev0, isRemoval: true), FaultQueue(Dev0)),
                [Touch(X, 0x104, 4), Munmap(X, 0x104, 2), Touch(X, 0x108, 4)]
            );
            machine.AssertSound();
        }
    }

    [Fact]
    public void An_mm_without_users_is_not_faulted_in()
    {
        var machine = Bound(new MailExample { Driver = new DriverSpec(MmExitSleep: VirtualTime.FromMilliseconds(10)) });
        var race = machine.Race([Kill("X")], [Sleep(1), Dma(Dev0, 1, 0x100)]);
        Assert.Equal(Errno.EFAULT, race[1][1].Error);
        machine.AssertSound();
        Assert.Equal(0ul, machine.Mm(X).Space.ResidentCount);
    }

    // 35: nothing takes the page away again, so a device that got the answer finds it there and does not ask twice.
    [Fact]
    public void A_page_that_was_granted_is_there()
    {
        var (granted, refused) = (0, 0);
        for (ulong seed = 0; seed < 300; seed++)
        {
            var machine = Bound(seed: seed);
            var race = machine.Race([Dma(Dev0, 1, 0x100)], Late((int)(seed % 30), Kill("X")));
            Assert.InRange(Figure(race[0][0], "pageRequests"), 0, 1);
            var answered = machine.Happened(SvaEventKind.PageResponse);
            granted += answered.Count(response => response.Value == (long)PageResponseCode.Success);
            refused += answered.Count(response => response.Value == (long)PageResponseCode.Invalid);
        }

        Assert.True(granted >= 20 && refused >= 20, $"{granted} granted, {refused} refused");
    }

    [Fact]
    public void R8_the_fault_worker_is_the_last_user_in_some_schedules()
    {
        var byWorker = 0;
        for (ulong seed = 0; seed < 300; seed++)
        {
            var machine = Bound(seed: seed);
            var race = machine.Race([Dma(Dev0, 1, 0x100, 4)], Late(30, Kill("X")));
            byWorker += Figure(race[1][0], "exitedMm") == 0 ? 1 : 0;
            Assert.Contains(machine.Happened(SvaEventKind.MmExitDone), done => done.Object == X);
            machine.Run(Kill("Y"));
            machine.AssertNothingLeft();
        }

        Assert.InRange(byWorker, 10, 290);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Every_group_has_one_answer_whatever_overflows_or_goes(int queue)
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var machine = Bound(new MailExample { PageRequestQueue = queue }, seed);
            machine.Run(Bind(Dev1, X, SvaFeatures.Iopf), Bind(Dev2, X, SvaFeatures.Iopf));
            machine.Race(
                [PageRequest(Dev0, 1, 300, 0x100, isLast: false), PageRequest(Dev0, 1, 300, 0x101, isLast: true)],
                [PageRequest(Dev0, 1, 301, 0x102, isLast: true), PageRequest(Dev0, 1, 302, 0x103, isLast: true)],
                [Dma(Dev1, 1, 0x104, 3), Unbind(Dev1, 1)],
                [Dma(Dev2, 1, 0x106, 3)],
                [FaultQueue(Dev0, isRemoval: true), FaultQueue(Dev0)],
                Late(10, Shutdown(Dev2))
            );
            machine.AssertSound();
            machine.Run(Kill("X"), Kill("Y"));
            machine.AssertNothingLeft();
        }
    }

    [Fact]
    public void More_requests_than_credits_wait_for_answers()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            var machine = Bound(new MailExample { PageRequests = 1 }, seed);
            var race = machine.Race([Dma(Dev0, 1, 0x100, 2)], [Dma(Dev0, 1, 0x102, 2)], [Dma(Dev0, 1, 0x104, 2)], [Munmap(X, 0x104, 1)]);
            Assert.Equal(Errno.None, race[0][0].Error);
            var outstanding = 0;
            foreach (var happened in machine.Events)
            {
                outstanding += happened.Kind switch
                {
                    SvaEventKind.PageRequest => 1,
                    SvaEventKind.PageResponse => -1,
                    _ => 0,
                };
                Assert.InRange(outstanding, 0, 1);
            }
        }
    }

    [Fact]
    public void A_refused_request_gives_its_credit_back()
    {
        var machine = Bound(new MailExample { PageRequests = 1 });
        Assert.Equal(
            [Errno.EFAULT, Errno.EFAULT, Errno.None],
            machine.Run(Dma(Dev0, 1, 0x200), Dma(Dev0, 1, 0x200), Dma(Dev0, 1, 0x100)).Select(done => done.Error)
        );
        machine.AssertSound();
    }

    private static Machine Bound(MailExample? example = null, ulong? seed = null)
    {
        var machine = new Machine(example ?? new MailExample(), seed is { } given ? new RandomStrategy(given) : null);
        machine.Run(Setup(SvaFeatures.Iopf));
        machine.Run(Bind(Dev0, X, SvaFeatures.Iopf), Mmap(X, 0x100, 16));
        return machine;
    }

    private static long Figure(StepResult done, string name) => done.Figures.Single(figure => figure.Name == name).Value;
}
