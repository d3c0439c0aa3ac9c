using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Processes;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>The races R1 to R12 and D1 to D8 of docs/races.md, each with as few actors as it needs.</summary>
internal static class Races
{
    private const string Ok = "0";
    private const string Gone = "-ESRCH";
    private const string Refused = "-EINVAL";

    private static readonly MailExample Sleeping = new() { Driver = new DriverSpec(MmExitSleep: VirtualTime.FromMilliseconds(10)) };

    public static IReadOnlyList<Race> All { get; } =
    [.. Binds(), .. Unbinds(), .. Exits(), .. Shutdowns(), .. Moves(), .. AddressSpaces(), .. PageFaults(), .. Processes()];

    private static IEnumerable<Race> Binds()
    {
        yield return new("D1 R1 bind || bind, one mm, two devices")
        {
            Branches =
            [
                [Bind(Dev0, X)],
                [Bind(Dev1, X)],
            ],
            Outcomes = ["0 | 0"],
            Check = (machine, results) =>
            {
                Assert.Single(machine.Happened(SvaEventKind.IoMmAlloc));
                Assert.All(results, branch => Assert.Equal(new Pasid(1), branch[0].Pasid));
            },
        };
        yield return new("D2 bind || bind, one mm, one device")
        {
            Branches =
            [
                [Bind(Dev0, X)],
                [Bind(Dev0, X)],
            ],
            Outcomes = ["0 | -EEXIST", "-EEXIST | 0"],
        };
        yield return new("D2 bind || bind, one device, the mm is bound elsewhere")
        {
            Setup = [.. Setup(), Bind(Dev1, X)],
            Branches =
            [
                [Bind(Dev0, X)],
                [Bind(Dev0, X)],
            ],
            Outcomes = ["0 | -EEXIST", "-EEXIST | 0"],
        };
        yield return new("bind || bind, one device, other flags")
        {
            Setup = Setup(SvaFeatures.Iopf),
            Branches =
            [
                [Bind(Dev0, X, SvaFeatures.Iopf)],
                [Bind(Dev0, X)],
                [Bind(Dev1, X)],
            ],
            Outcomes = ["0 | -EEXIST | -EDOM", "-EEXIST | 0 | 0", "-EDOM | 0 | 0"],
        };
        yield return new("R11 bind || bind, two devices of one domain")
        {
            Branches =
            [
                [Bind(Dev1, X)],
                [Bind(Dev2, X)],
            ],
            Outcomes = ["0 | 0"],
            Check = (machine, _) => Assert.Equal([1L, 0L], machine.Happened(SvaEventKind.DriverMmAttach).Select(attach => attach.Value)),
        };
        yield return new("bind || bind, two mms, one number left")
        {
            Machine = new() { Dev0Max = new(1) },
            Branches =
            [
                [Bind(Dev0, X)],
                [Bind(Dev0, Y)],
            ],
            Outcomes = ["0 | -ENOSPC", "-ENOSPC | 0"],
        };
        yield return new("D13 bind || bind, two mms, a wide and a narrow device")
        {
            Machine = new() { Dev0Max = new(1) },
            Branches =
            [
                [Bind(Dev1, X)],
                [Bind(Dev1, Y), Bind(Dev0, Y)],
            ],
            Outcomes = ["0 | 0 0", "0 | 0 -ERANGE"],
        };
        yield return new("bind || a failing bind")
        {
            Setup = [.. Setup(), Inject(X, FailurePoint.MmAttach, Errno.EIO)],
            Branches =
            [
                [Bind(Dev0, X)],
                [Bind(Dev1, X)],
            ],
            Outcomes = ["0 | -EIO", "-EIO | 0"],
        };
    }

    private static IEnumerable<Race> Unbinds()
    {
        yield return new("R11 unbind || unbind, two devices of one domain")
        {
            Setup = [.. Setup(), Bind(Dev1, X), Bind(Dev2, X), Mmap(X, 1, 1), Touch(X, 1, 1), Dma(Dev1, 1, 1), Dma(Dev2, 1, 1)],
            Branches =
            [
                [Unbind(Dev1, 1)],
                [Unbind(Dev2, 1)],
            ],
            Outcomes = ["0 | 0"],
            Check = (machine, _) => Assert.Equal([0L, 1L], machine.Happened(SvaEventKind.DriverMmDetach).Select(detach => detach.Value)),
        };
        yield return new("unbind || unbind, one bond")
        {
            Setup = [.. Setup(), Bind(Dev0, X)],
            Branches =
            [
                [Unbind(Dev0, 1)],
                [Unbind(Dev0, 1)],
            ],
            Outcomes = ["0 | 0", "0 | -ESRCH", "-ESRCH | 0"],
        };
        yield return new("unbind || unbind that waits, then the number's next owner")
        {
            Setup = [.. Setup(), Bind(Dev0, X)],
            Branches =
            [
                [Unbind(Dev0, 1)],
                [Unbind(Dev0, 1), Bind(Dev0, Y)],
            ],
            Outcomes = ["0 | 0 0", "0 | -ESRCH 0", "-ESRCH | 0 0"],
            Check = (_, results) =>
                Assert.True(
                    results[1][0].Error != Errno.None || results[1][1].Pasid == new Pasid(1),
                    "an unbind that answered 0 returned before the number was free"
                ),
        };
        yield return new("unbind || bind, one bond")
        {
            Setup = [.. Setup(), Bind(Dev0, X)],
            Branches =
            [
                [Unbind(Dev0, 1)],
                [Bind(Dev0, X)],
            ],
            Outcomes = ["0 | 0", "0 | -EEXIST"],
        };
        yield return new("unbind || bind of the same mm to another device of the domain")
        {
            Setup = [.. Setup(), Bind(Dev1, X)],
            Branches =
            [
                [Unbind(Dev1, 1)],
                [Bind(Dev2, X)],
            ],
            Outcomes = ["0 | 0"],
        };
        yield return new("bind, unbind, bind, unbind || the same on another device")
        {
            Branches =
            [
                [Bind(Dev1, X), Unbind(Dev1, 1), Bind(Dev1, X), Unbind(Dev1, 1)],
                [Bind(Dev2, X), Unbind(Dev2, 1), Bind(Dev2, X), Unbind(Dev2, 1)],
            ],
            Outcomes = ["0 0 0 0 | 0 0 0 0"],
        };
        yield return new("unbind_dev_all || unbind")
        {
            Setup = [.. Setup(), Bind(Dev0, X), Bind(Dev0, Y)],
            Branches =
            [
                [UnbindAll(Dev0)],
                Late(6, Unbind(Dev0, 1)),
                Late(6, Unbind(Dev0, 2)),
            ],
            Outcomes = ["0 | 0 | 0", "0 | -ESRCH | 0", "0 | 0 | -ESRCH", "0 | -ESRCH | -ESRCH"],
            Check = (machine, _) => Assert.Empty(machine.Device(Dev0).Bonds),
        };
        yield return new("unbind_dev_all || unbind of its newest")
        {
            Setup = [.. Setup(), Bind(Dev0, X), Bind(Dev0, Y)],
            Branches =
            [
                [UnbindAll(Dev0)],
                [Unbind(Dev0, 2)],
            ],
            Outcomes = ["0 | 0", "0 | -ESRCH"],
            Check = (machine, _) => Assert.Empty(machine.Device(Dev0).Bonds),
        };
    }

    private static IEnumerable<Race> Exits()
    {
        foreach (var (machine, how) in new[] { (new MailExample(), "quick"), (Sleeping, "sleeping") })
        {
            // A request during the handler's sleep waits for it; only a later one gets the error that there is no bond.
            string TooLate(string outcome) => machine == Sleeping ? "?" + outcome : outcome;
            string[] unbindOrGone = ["0 | 0", TooLate("0 | -ESRCH")];
            yield return new($"R2 R3 R5 exit || unbind, {how} handler")
            {
                Machine = machine,
                Setup = [.. Setup(), Bind(Dev0, X)],
                Branches =
                [
                    [Kill("X")],
                    Late(4, Unbind(Dev0, 1)),
                ],
                Outcomes = unbindOrGone,
            };
            yield return new($"R5 exit || unbind of the other bond, {how} handler")
            {
                Machine = machine,
                Setup = [.. Setup(), Bind(Dev0, X), Bind(Dev1, X), Bind(Dev2, X)],
                Branches =
                [
                    [Kill("X")],
                    Late(12, Unbind(Dev1, 1)),
                ],
                Outcomes = unbindOrGone,
            };
            yield return new($"D3 D4 exit || unbind || unbind, {how} handler")
            {
                Machine = machine,
                Setup = [.. Setup(), Bind(Dev0, X)],
                Branches =
                [
                    [Kill("X")],
                    Late(4, Unbind(Dev0, 1)),
                    Late(4, Unbind(Dev0, 1)),
                ],
                Outcomes = ["0 | 0 | 0", TooLate("0 | -ESRCH | 0"), TooLate("0 | 0 | -ESRCH"), TooLate("0 | -ESRCH | -ESRCH")],
            };
            yield return new($"D4 exit || unbind || shutdown, {how} handler")
            {
                Machine = machine,
                Setup = [.. Setup(), Bind(Dev0, X)],
                Branches =
                [
                    [Kill("X")],
                    Late(8, Unbind(Dev0, 1)),
                    [Shutdown(Dev0)],
                ],
                Outcomes = ["0 | 0 | 0", "0 | -ESRCH | 0", "0 | -EINVAL | 0"],
            };
            yield return new($"D5 unbind_dev_all || exit of the one mm || exit of the other, {how} handler")
            {
                Machine = machine,
                Setup = [.. Setup(), Bind(Dev0, X), Bind(Dev0, Y)],
                Branches =
                [
                    [UnbindAll(Dev0)],
                    [Kill("X")],
                    [Kill("Y")],
                ],
                Outcomes = ["0 | 0 | 0"],
            };
            yield return new($"two mms on one device exit at once, {how} handler")
            {
                Machine = machine,
                Setup = [.. Setup(), Bind(Dev1, X), Bind(Dev1, Y), Bind(Dev2, Y)],
                Branches =
                [
                    [Kill("X")],
                    [Kill("Y")],
                ],
                Outcomes = ["0 | 0"],
                Check = (after, _) => Assert.Equal(3, after.Happened(SvaEventKind.DriverMmExit).Count),
            };
            yield return new($"D6 D7 exit || first bind, {how} handler")
            {
                Machine = machine,
                Branches =
                [
                    [Kill("X")],
                    [Bind(Dev0, X)],
                ],
                Outcomes = ["0 | 0", "0 | -EINVAL"],
            };
            yield return new($"D6 D7 exit || second bind || third, {how} handler")
            {
                Machine = machine,
                Setup = [.. Setup(), Bind(Dev0, X)],
                Branches =
                [
                    [Kill("X")],
                    [Bind(Dev1, X)],
                    [Bind(Dev2, X)],
                ],
                Outcomes = ["0 | 0 | 0", "0 | -EINVAL | 0", "0 | 0 | -EINVAL", "0 | -EINVAL | -EINVAL"],
            };
            yield return new($"bind || the last put, {how} handler")
            {
                Machine = machine,
                Setup = [.. Setup(), GetMm(X), Kill("X")],
                Branches =
                [
                    [PutMm(X)],
                    [Bind(Dev0, X), Bind(Dev1, X)],
                ],
                Outcomes = ["0 | 0 0", "0 | 0 -EINVAL", "0 | -EINVAL -EINVAL"],
            };
            yield return new($"bind || the last put in a worker, {how} handler")
            {
                Machine = machine,
                Setup = [.. Setup(), GetMm(X), Kill("X"), Bind(Dev1, X)],
                Branches =
                [
                    [PutMm(X, isAsync: true)],
                    [Bind(Dev0, X), .. Late(6, Unbind(Dev0, 1))],
                ],
                Outcomes = ["0 | 0 0", TooLate("0 | 0 -ESRCH"), "0 | -EINVAL -ESRCH"],
            };
        }

        yield return new("R4 unbind during mm_exit: the driver goes on only after its handler")
        {
            Machine = Sleeping,
            Setup = [.. Setup(), Shutdown(Dev2), Bind(Dev0, X)],
            Branches =
            [
                [Kill("X")],
                Late(5, Unbind(Dev0, 1), Init(Dev2)),
            ],
            Outcomes = ["0 | 0 0", "?0 | -ESRCH 0"],
            Check = (machine, results) =>
            {
                // The driver's next call stands for its freeing what the handler uses.
                var unbound = machine.Events.FindLastIndex(happened => happened.Kind == SvaEventKind.DriverDeviceInit);
                var exited = machine.Events.FindIndex(happened => happened.Kind is SvaEventKind.DriverMmExit);
                var done = machine.Events.FindIndex(happened => happened.Kind is SvaEventKind.DriverMmExitDone);
                Assert.True(exited < 0 || done < unbound, "mm_exit after unbind returned");
                Assert.Equal(results[1][0].Error == Errno.None && exited < 0, machine.Happened(SvaEventKind.IoMmDetach).Count == 1);
            },
        };
        yield return new("R6 mm_exit takes the driver's lock || unbind without it")
        {
            Machine = new() { Driver = new DriverSpec(MmExitLock: new(Host, ObjectKind.DriverLock, "g")) },
            Setup = [.. Setup(), Bind(Dev0, X), Bind(Dev1, X)],
            Branches =
            [
                [Kill("X")],
                [Lock("g"), Sleep(1), Lock("g", isRelease: true), .. Late(6, Unbind(Dev0, 1))],
            ],
            Outcomes = ["0 | 0 0 0 0", "?0 | 0 0 0 -ESRCH"],
        };
        yield return new("R7 the last put with the driver's lock held, in a worker")
        {
            Machine = new() { Driver = new DriverSpec(MmExitLock: new(Host, ObjectKind.DriverLock, "g")) },
            Setup = [.. Setup(), Bind(Dev0, X), GetMm(X)],
            Branches =
            [
                [Kill("X")],
                [Lock("g"), PutMm(X, isAsync: true), Lock("g", isRelease: true)],
            ],
            Outcomes = ["0 | 0 0 0"],
        };
    }

    private static IEnumerable<Race> Shutdowns()
    {
        yield return new("R9 shutdown || bind")
        {
            Branches =
            [
                [Shutdown(Dev0)],
                [Bind(Dev0, X)],
            ],
            Outcomes = ["0 | 0", "0 | -EINVAL"],
            Check = (machine, _) => Assert.Null(machine.Device(Dev0).Parameter),
        };
        yield return new("R9 shutdown || unbind")
        {
            Setup = [.. Setup(), Bind(Dev0, X), Bind(Dev0, Y)],
            Branches =
            [
                [Shutdown(Dev0)],
                Late(6, Unbind(Dev0, 1)),
            ],
            Outcomes = ["0 | 0", "0 | -ESRCH", "0 | -EINVAL"],
        };
        yield return new("shutdown || shutdown || init, bind")
        {
            Setup = [.. Setup(), Bind(Dev0, Y)],
            Branches =
            [
                [Shutdown(Dev0)],
                Late(4, Shutdown(Dev0)),
                Late(6, Init(Dev0), Bind(Dev0, X)),
            ],
            Outcomes =
            [
                "0 | -ENODEV | 0 0",
                "?0 | -ENODEV | 0 -EINVAL",
                "?0 | -ENODEV | -EEXIST 0",
                "0 | -ENODEV | -EEXIST -EINVAL",
                "-ENODEV | 0 | 0 0",
                "?-ENODEV | 0 | 0 -EINVAL",
                "?-ENODEV | 0 | -EEXIST 0",
                "-ENODEV | 0 | -EEXIST -EINVAL",
                "0 | 0 | 0 0",
                "0 | 0 | 0 -EINVAL",
            ],
        };
        yield return new("R10 R12 shutdown || exit || munmap")
        {
            Machine = Sleeping,
            Setup = [.. Setup(), Bind(Dev0, X), Bind(Dev0, Y), Mmap(Y, 1, 2), Touch(Y, 1, 2), Dma(Dev0, 2, 1)],
            Branches =
            [
                [Shutdown(Dev0)],
                [Kill("X")],
                [Munmap(Y, 1, 2)],
            ],
            Outcomes = ["0 | 0 | 0"],
        };
    }

    private static IEnumerable<Race> Moves()
    {
        yield return new("a function moves || bind")
        {
            Branches =
            [
                [Attach(Dev0, DomainB)],
                [Bind(Dev0, X)],
            ],
            Outcomes = ["0 | 0", "0 | -EINVAL"],
        };
        yield return new("one of two functions of a domain moves || it accesses memory")
        {
            Setup = [.. Setup(), Bind(Dev1, X), Bind(Dev2, X), Mmap(X, 1, 2), Touch(X, 1, 2)],
            Branches =
            [
                [Attach(Dev1, DomainA)],
                [Dma(Dev1, 1, 1), Dma(Dev1, 1, 2)],
            ],
            Outcomes = Optional(Combine(["0"], ["0 0", "0 -EIO", "0 -ENODEV", "-ENODEV -EIO", "-EIO -EIO", "-ENODEV -ENODEV"]), 0),
        };
        yield return new("a function moves || unbind || exit")
        {
            Machine = Sleeping,
            Setup = [.. Setup(), Bind(Dev0, X), Bind(Dev0, Y), Bind(Dev1, Y)],
            Branches =
            [
                [Attach(Dev0, DomainB)],
                Late(6, Unbind(Dev0, 2)),
                [Kill("X")],
            ],
            Outcomes = ["0 | 0 | 0", "0 | -ESRCH | 0", "?0 | -EINVAL | 0"],
        };
        yield return new("a function moves there and back || it accesses memory || munmap")
        {
            Setup = [.. Setup(), Bind(Dev1, X), Bind(Dev0, X), Mmap(X, 1, 2), Touch(X, 1, 2)],
            Branches =
            [
                [Attach(Dev0, DomainB), Detach(Dev0, DomainB)],
                [Dma(Dev0, 1, 1), Dma(Dev0, 1, 1)],
                [Munmap(X, 1, 2)],
            ],
            Outcomes = Optional(
                Combine(
                    ["0 0"],
                    [
                        "0 0",
                        "0 -EIO",
                        "0 -ENODEV",
                        "0 -EFAULT",
                        "-EFAULT -EFAULT",
                        "-EFAULT -EIO",
                        "-EFAULT -ENODEV",
                        "-EIO 0",
                        "-EIO -EFAULT",
                        "-EIO -EIO",
                        "-EIO -ENODEV",
                        "-ENODEV 0",
                        "-ENODEV -EIO",
                        "-ENODEV -EFAULT",
                        "-ENODEV -ENODEV",
                    ],
                    ["0"]
                ),
                0
            ),
        };
    }

    private static IEnumerable<Race> AddressSpaces()
    {
        yield return new("R12 munmap || bind, dma")
        {
            Setup = [.. Setup(), Mmap(X, 1, 2), Touch(X, 1, 2)],
            Branches = [Late(8, Munmap(X, 1, 2)), [Bind(Dev0, X), Dma(Dev0, 1, 1, 2)]],
            Outcomes = ["0 | 0 0", "0 | 0 -EFAULT"],
        };
        yield return new("R12 munmap || unbind")
        {
            Setup = [.. Setup(), Bind(Dev1, X), Bind(Dev2, X), Mmap(X, 1, 2), Touch(X, 1, 2), Dma(Dev1, 1, 1, 2), Dma(Dev2, 1, 1, 2)],
            Branches =
            [
                [Munmap(X, 1, 2)],
                [Unbind(Dev1, 1)],
                [Unbind(Dev2, 1)],
            ],
            Outcomes = ["0 | 0 | 0"],
        };
        yield return new("munmap || dma")
        {
            Setup = [.. Setup(), Bind(Dev1, X), Bind(Dev2, X), Mmap(X, 1, 4), Touch(X, 1, 4), Dma(Dev1, 1, 1, 2)],
            Branches =
            [
                [Munmap(X, 2, 2)],
                [Dma(Dev1, 1, 1, 4)],
                [Dma(Dev2, 1, 1, 4)],
            ],
            Outcomes = Combine(["0"], ["0", "-EFAULT"], ["0", "-EFAULT"]),
        };
        yield return new("munmap, mmap, touch || dma without a cache of its own")
        {
            Machine = new() { HasAts = false },
            Setup = [.. Setup(), Bind(Dev1, X), Mmap(X, 1, 4), Touch(X, 1, 4), Dma(Dev1, 1, 1, 4)],
            Branches =
            [
                [Munmap(X, 1, 4), Mmap(X, 1, 4), Touch(X, 1, 4)],
                [Dma(Dev1, 1, 1, 4), Dma(Dev1, 1, 1, 4)],
            ],
            Outcomes = Combine(["0 0 0"], ["0 0", "0 -EFAULT", "-EFAULT 0", "-EFAULT -EFAULT"]),
        };
        yield return new("mprotect || write, read by the device")
        {
            Setup = [.. Setup(), Bind(Dev1, X), Mmap(X, 1, 2), Touch(X, 1, 2)],
            Branches =
            [
                [MemoryCall(X, MemoryOperation.Mprotect, 1, 2, Protection.Read)],
                [Dma(Dev1, 1, 1, 2), Dma(Dev1, 1, 1, 2, Protection.Read)],
            ],
            Outcomes = ["0 | 0 0", "0 | -EFAULT 0"],
        };
        yield return new("fork || dma")
        {
            Setup = [.. Setup(), Bind(Dev1, X), Bind(Dev0, X), Mmap(X, 1, 2), Touch(X, 1, 2), Dma(Dev1, 1, 1)],
            Branches =
            [
                [Fork("X", "child")],
                [Dma(Dev1, 1, 1, 2), Dma(Dev0, 1, 1, 2)],
                [Touch(X, 1, 2)],
            ],
            Outcomes = Combine(["0"], ["0 0", "0 -EFAULT", "-EFAULT 0", "-EFAULT -EFAULT"], ["0"]),
            End = [Kill("child"), Kill("X"), Kill("Y")],
        };
        yield return new("fork || dma with page requests")
        {
            Setup = [.. Setup(SvaFeatures.Iopf), Bind(Dev1, X, SvaFeatures.Iopf), Mmap(X, 1, 2), Touch(X, 1, 2), Dma(Dev1, 1, 1)],
            Branches =
            [
                [Fork("X", "child")],
                [Dma(Dev1, 1, 1, 2)],
                [Touch(X, 1, 2)],
            ],
            Outcomes = ["0 | 0 | 0"],
            End = [Kill("child"), Kill("X"), Kill("Y")],
        };
        yield return new("munmap || munmap || exit || dma")
        {
            Setup = [.. Setup(), Bind(Dev1, X), Bind(Dev0, X), Mmap(X, 1, 4), Touch(X, 1, 4), Dma(Dev1, 1, 1, 4), GetMm(X)],
            Branches =
            [
                [Munmap(X, 1, 2)],
                [Munmap(X, 3, 2), PutMm(X)],
                [Kill("X")],
                [Dma(Dev1, 1, 1, 4)],
            ],
            Outcomes =
            [
                "0 | 0 0 | 0 | 0",
                "0 | 0 0 | 0 | -EFAULT",
                "?0 | 0 0 | 0 | -EIO",
                "?-ESRCH | 0 0 | 0 | -EFAULT",
                "?-ESRCH | 0 0 | 0 | -EIO",
            ],
        };
        yield return new("page ageing, merging, reclaim || dma")
        {
            Setup = [.. Setup(), Bind(Dev1, X), Mmap(X, 1, 2), Touch(X, 1, 2), Dma(Dev1, 1, 1, 2)],
            Branches =
            [
                [MemoryCall(X, MemoryOperation.Age, 1, 2), MemoryCall(X, MemoryOperation.ChangePte, 1, 1)],
                [MemoryCall(X, MemoryOperation.Reclaim, 2, 1)],
                [Dma(Dev1, 1, 1, 2, Protection.Read), Dma(Dev1, 1, 1, 1, Protection.Read)],
            ],
            Outcomes = ["0 0 | 0 | 0 0", "0 0 | 0 | -EFAULT 0"],
        };
    }

    private static IEnumerable<Race> PageFaults()
    {
        Func<int, Step>[] faulting =
        [
            .. Setup(SvaFeatures.Iopf),
            Bind(Dev1, X, SvaFeatures.Iopf),
            Bind(Dev2, X, SvaFeatures.Iopf),
            Mmap(X, 1, 8),
        ];
        yield return new("R8 page requests || exit: the last user may be the fault worker")
        {
            Setup = faulting,
            Branches =
            [
                [Dma(Dev1, 1, 1, 3)],
                Late(40, Kill("X")),
            ],
            Outcomes = ["0 | 0", "-EFAULT | 0", "?-EIO | 0"],
        };
        yield return new("R8 page requests of two devices || exit, sleeping handler")
        {
            Machine = Sleeping,
            Setup = faulting,
            Branches =
            [
                [Dma(Dev1, 1, 1, 2)],
                [Dma(Dev2, 1, 3, 2)],
                Late(18, Kill("X")),
            ],
            Outcomes = Optional(Combine(["0", "-EFAULT", "-EIO"], ["0", "-EFAULT", "-EIO"], ["0"]), 2),
        };
        yield return new("D8 D11 page requests || unbind || the number's next owner")
        {
            Setup = faulting,
            Branches =
            [
                [Dma(Dev1, 1, 1, 2)],
                Late(4, Unbind(Dev1, 1), Unbind(Dev2, 1), Bind(Dev1, Y, SvaFeatures.Iopf)),
            ],
            Outcomes = ["0 | 0 0 0", "-EFAULT | 0 0 0", "-EIO | 0 0 0"],
            Check = (machine, results) => Assert.Equal(new Pasid(1), results[1][2].Pasid),
        };
        yield return new("D8 page requests || exit, then the number's next owner faults")
        {
            Setup = [.. faulting, Mmap(Y, 1, 8)],
            Branches =
            [
                [Dma(Dev1, 1, 1, 2)],
                Late(14, Kill("X"), Bind(Dev1, Y, SvaFeatures.Iopf, "y"), Dma(Dev1, "y", 1, 2)),
            ],
            Outcomes = ["0 | 0 0 0", "-EFAULT | 0 0 0", "?-EIO | 0 0 0"],
        };
        yield return new("page requests || munmap || touch")
        {
            Setup = faulting,
            Branches =
            [
                [Dma(Dev1, 1, 1, 3)],
                Late(20, Munmap(X, 2, 2)),
                [Touch(X, 1, 1)],
            ],
            Outcomes = ["0 | 0 | 0", "-EFAULT | 0 | 0"],
        };
        yield return new("page requests || shutdown")
        {
            Setup = faulting,
            Branches =
            [
                [Dma(Dev1, 1, 1, 3)],
                Late(12, Shutdown(Dev1)),
            ],
            Outcomes = ["0 | 0", "-EFAULT | 0"],
        };
        yield return new("R27 page requests || the fault queue goes, and comes back")
        {
            Setup = faulting,
            Branches =
            [
                [Dma(Dev1, 1, 1, 3)],
                [FaultQueue(Dev1, isRemoval: true), FaultQueue(Dev1)],
            ],
            Outcomes = ["0 | 0 0", "-EFAULT | 0 0"],
        };
        yield return new("page requests overflow a queue of one")
        {
            Machine = new() { PageRequestQueue = 1 },
            Setup = faulting,
            Branches =
            [
                [Dma(Dev1, 1, 1, 3)],
                [Dma(Dev2, 1, 3, 3)],
                [PageRequest(Dev1, 1, 300, 7, false), PageRequest(Dev1, 1, 300, 8, true)],
            ],
            Outcomes = ["0 | 0 | 0 0"],
        };
        yield return new("flush || page requests")
        {
            Setup = faulting,
            Branches =
            [
                [Dma(Dev1, 1, 1, 3)],
                [FlushFaults(Dev1, 1), FlushFaults(Dev1)],
            ],
            Outcomes = ["0 | 0 0"],
        };
        yield return new("find || exit")
        {
            Setup = [.. Setup(), Bind(Dev0, X)],
            Branches =
            [
                [Find(1)],
                [Kill("X")],
            ],
            Outcomes = [$"{Ok} | {Ok}", $"{Gone} | {Ok}"],
        };
    }

    private static IEnumerable<Race> Processes()
    {
        yield return new("R34 R35 the threads of a process end at once || bind by one of them")
        {
            Setup = [.. Setup(), Fork("X", "X1", ForkKind.Thread), Fork("X", "X2", ForkKind.SharedMm), Bind(Dev0, X)],
            Branches =
            [
                [Kill("X")],
                [Kill("X1")],
                [Open("X2", Dev1, "fd"), Leave("X2")],
            ],
            Outcomes = ["0 | 0 | 0 0"],
            Check = (machine, _) => Assert.InRange(machine.Happened(SvaEventKind.DriverMmExit).Count, 1, 2),
        };
        yield return new("a kill || the victim's open")
        {
            Branches =
            [
                [Open("X", Dev0, "fd")],
                [Kill("X")],
            ],
            Outcomes = ["0 | 0", "-ESRCH | 0"],
        };
        yield return new("a kill || the victim's fork || its exec")
        {
            Setup = [.. Setup(), Open("X", Dev0, "fd")],
            Branches =
            [
                [Fork("X", "child")],
                [Kill("X")],
                [Exec("X", "new", isCloseOnExec: true)],
            ],
            Outcomes = Combine(["0", Gone], ["0"], ["0", Gone]),
            End = [Kill("child"), Kill("Y")],
        };
        yield return new("two processes close the file that they share || the opener is killed")
        {
            Machine = Sleeping,
            Setup = [.. Setup(), Open("X", Dev0, "fd"), Fork("X", "child")],
            Branches = [Late(4, Close("child", "fd")), Late(6, Kill("X")), [Bind(Dev0, Y), .. Late(10, Unbind(Dev0, 1))]],
            Outcomes = ["0 | 0 | 0 0", "?0 | 0 | 0 -ESRCH", "?-ESRCH | 0 | 0 0", "?-ESRCH | 0 | 0 -ESRCH"],
            End = [Kill("child"), Kill("Y")],
        };
        yield return new("R33 exec || unbind || bind of the old mm")
        {
            Setup = [.. Setup(), Bind(Dev0, X)],
            Branches =
            [
                [Exec("X", "new")],
                Late(14, Unbind(Dev0, 1)),
                Late(2, Bind(Dev1, X)),
            ],
            Outcomes = Combine(["0"], ["0", Gone], ["0", Refused]),
        };
        yield return new("two kills of one process")
        {
            Setup = [.. Setup(), Bind(Dev0, X)],
            Branches =
            [
                [Kill("X")],
                [Kill("X")],
            ],
            Outcomes = ["0 | -ESRCH", "-ESRCH | 0"],
        };
    }

    // All but the first few may never come.
    private static string[] Optional(string[] outcomes, int required) =>
        [.. outcomes.Select((outcome, index) => index < required ? outcome : "?" + outcome)];

    private static string[] Combine(params string[][] branches) =>
        branches.Aggregate<string[], string[]>(
            [""],
            (outcomes, branch) =>
                [.. outcomes.SelectMany(outcome => branch.Select(one => outcome.Length == 0 ? one : outcome + " | " + one))]
        );
}
