using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Tests.Api;

/// <summary>For every body of a client: the answer names the mistake, or a host carries it out; and the server continues.</summary>
public sealed class HostileBodyTests(TestServer server) : IClassFixture<TestServer>
{
    private const int Seeds = 300;

    private static readonly string[] NoJson =
    [
        "",
        "{",
        "{\"host\":",
        "[",
        "nul",
        "\"",
        "{}}",
        "{\"host\":\"\\ud800\"}",
        "\u0000",
        "{\"a\":1,}",
        "// no",
        "{'host': 'x'}",
        new string('[', 5_000),
        string.Concat(Enumerable.Repeat("{\"program\":", 2_000)),
    ];

    private static readonly string[] OtherKinds =
    [
        "null",
        "1",
        "true",
        "\"text\"",
        "[]",
        "{}",
        "[[]]",
        "{\"host\":null}",
        "1e999",
        "-99999999999999999999",
    ];

    [Theory]
    [InlineData("boot")]
    [InlineData("run")]
    [InlineData("replay")]
    [InlineData("events")]
    [InlineData("view")]
    public async Task What_is_no_request_is_refused(string what)
    {
        await using var client = await TestClient.Open(server);
        foreach (var body in NoJson.Concat(OtherKinds))
        {
            using var answer = await server.Post($"{client.Path}/{what}", body);
            Assert.True(
                (int)answer.StatusCode == 400,
                $"{body[..Math.Min(40, body.Length)]}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
            );
            Assert.Equal(FaultKind.Input, (await TestServer.FaultOf(answer)).Fault);
        }

        await AssertWorks(client);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("reboot")]
    public async Task What_is_no_order_is_refused(string what)
    {
        await using var client = await TestClient.Open(server);
        var host = client.Host();
        await client.Boot(host);
        foreach (var body in NoJson.Concat(OtherKinds))
        {
            using var answer = await server.Post($"/api/v1/hosts/{host.Spec.Host}/{what}", body);
            Assert.True((int)answer.StatusCode == 400, $"{body[..Math.Min(40, body.Length)]}: {(int)answer.StatusCode}");
            await TestServer.FaultOf(answer);
        }
    }

    // Each letter is nine of the key that the host would be stored under.
    [Fact]
    public async Task A_host_whose_name_no_storage_takes_is_refused()
    {
        await using var client = await TestClient.Open(server);
        var spec = client.Host("h" + new string('\u6f22', 60)).Spec;
        using var answer = await server.Post($"{client.Path}/boot", JsonSerializer.Serialize(spec, ApiJson.Options));
        var fault = await TestServer.FaultOf(answer);
        Assert.Equal(FaultKind.Input, fault.Fault);
        Assert.Matches("makes a key of 5[0-9]{2} characters, percent-encoded; expected at most 512", fault.Message);
        await AssertWorks(client);
    }

    [Fact]
    public async Task Names_of_other_hosts_and_of_other_kinds_are_refused()
    {
        await using var other = await TestClient.Open(server);
        var theirs = other.Host();
        var booted = await other.Boot(theirs);
        await using var client = await TestClient.Open(server);
        var mine = client.Host();
        await AssertRefused(client, "boot", theirs.Spec);
        await AssertRefused(client, "boot", mine.Spec with { Iommus = theirs.Spec.Iommus });
        await AssertRefused(client, "boot", mine.Spec with { Domains = theirs.Spec.Domains });
        await AssertRefused(client, "boot", mine.Spec with { Devices = theirs.Spec.Devices });
        await AssertRefused(
            client,
            "boot",
            mine.Spec with
            {
                Devices = [mine.Spec.Devices[0] with { Driver = new(MmExitLock: theirs.Of(ObjectKind.DriverLock, "l")) }],
            }
        );
        await AssertRefused(client, "boot", mine.Spec with { Iommus = [mine.Spec.Iommus[0] with { Name = mine.Device(0) }] });
        await AssertRefused(client, "boot", mine.Spec with { Generation = "1991" });

        var own = await client.Boot(mine);
        await AssertRefused(client, "run", theirs.Run(booted, []));
        foreach (var foreign in ForeignSteps(mine, theirs))
        {
            await AssertRefused(client, "run", mine.Run(own, [foreign]));
            await AssertRefused(client, "run", mine.Run(own, [new ParallelStep(1, [new([foreign])], [mine.Of(ObjectKind.Task, "b")])]));
        }

        await AssertRefused(client, "run", mine.Run(own, []) with { Task = mine.Mm("X") });
        await AssertRefused(client, "replay", new HostReplayRequest(theirs.Task, new(new(booted.At, booted.Epoch), [], [], 0)));
        await AssertRefused(client, "replay", new HostReplayRequest(mine.Task, new(new(own.At, own.Epoch), [], [theirs.Device(0)], 0)));
        await AssertRefused(client, "events", new { host = theirs.Spec.Host, stamp = new Stamp(booted.At, booted.Epoch) });
        await AssertRefused(client, "view", new { host = theirs.Spec.Host, stamp = new Stamp(booted.At, booted.Epoch) });
        await AssertWorks(client);
    }

    [Fact]
    public async Task Figures_that_no_machine_has_are_refused()
    {
        await using var client = await TestClient.Open(server);
        var host = client.Host();
        var spec = host.Spec;
        foreach (
            var iommu in (IommuSpec[])
                [
                    spec.Iommus[0] with
                    {
                        PasidWidthBits = 64,
                    },
                    spec.Iommus[0] with
                    {
                        IotlbEntries = -1,
                    },
                    spec.Iommus[0] with
                    {
                        PageRequestQueueEntries = int.MaxValue,
                    },
                ]
        )
        {
            await AssertRefused(client, "boot", spec with { Iommus = [iommu] });
        }

        foreach (
            var device in (DeviceSpec[])
                [
                    spec.Devices[0] with
                    {
                        AtcEntries = int.MinValue,
                    },
                    spec.Devices[0] with
                    {
                        PasidMax = new(uint.MaxValue),
                    },
                    spec.Devices[0] with
                    {
                        Function = new(0, 0, 99, 0),
                    },
                    spec.Devices[0] with
                    {
                        PageRequests = -5,
                    },
                ]
        )
        {
            await AssertRefused(client, "boot", spec with { Devices = [device] });
        }

        // PASID 0 where entry 0 of the table is the private page table's; an IOMMU that leaves it free and is not VT-d; a device that is
        // not behind it.
        var zero = spec.Settings with
        {
            PasidMin = Pasid.Zero,
        };
        await AssertRefused(client, "boot", spec with { Settings = zero, Devices = [spec.Devices[0] with { PasidMin = Pasid.Zero }] });
        await AssertRefused(client, "boot", spec with { Iommus = [spec.Iommus[0] with { IsExtended = true }] });
        await AssertRefused(
            client,
            "boot",
            spec with
            {
                Settings = zero,
                Devices = [spec.Devices[0] with { PasidMin = Pasid.Zero, IsEntry0Free = true }],
            }
        );
        await AssertRefused(
            client,
            "boot",
            spec with
            {
                Settings = spec.Settings with { Latencies = spec.Settings.Latencies with { Call = new(long.MaxValue) } },
            }
        );
        var booted = await client.Boot(host);
        foreach (
            var step in (Step[])
                [
                    new SleepStep(1, new(-1)),
                    new SleepStep(1, new(long.MaxValue)),
                    new DmaStep(1, host.Device(0), PasidOperand.Of(new(1)), new(new(ulong.MaxValue), 2), default),
                    new DmaStep(1, host.Device(0), PasidOperand.Of(new(1)), new(new(0), 1UL << 40), default),
                    new MemoryStep(1, host.Mm("X"), MemoryOperation.Munmap, new(new(5), ulong.MaxValue)),
                    new ParallelStep(1, [new([]), new([])], [host.Task]),
                ]
        )
        {
            await AssertRefused(client, "run", host.Run(booted, [step]));
        }

        await AssertWorks(client);
    }

    [Fact]
    public async Task A_boot_that_is_changed_at_random_is_refused_or_answered()
    {
        var kinds = new SortedSet<int>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            await using var client = await TestClient.Open(server);
            kinds.Add(await Try(client, "boot", JsonSerializer.SerializeToNode(client.Host().Spec, ApiJson.Options)!, seed));
        }

        Assert.Contains(200, kinds);
        Assert.Contains(400, kinds);
    }

    [Fact]
    public async Task A_program_that_is_changed_at_random_is_refused_or_answered()
    {
        var kinds = new SortedSet<int>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            await using var client = await TestClient.Open(server);
            var host = client.Host();
            var booted = await client.Boot(host);
            var steps = host.Binds.Add(
                new ParallelStep(
                    30,
                    [
                        new([new UnbindStep(31, host.Device(0), PasidOperand.Named("y"))]),
                        new([new ExitStep(32, host.Of(ObjectKind.Task, "y"), false)]),
                    ],
                    [host.Of(ObjectKind.Task, "b1"), host.Of(ObjectKind.Task, "b2")]
                )
            );
            kinds.Add(await Try(client, "run", JsonSerializer.SerializeToNode(host.Run(booted, steps), ApiJson.Options)!, seed));
        }

        Assert.Contains(200, kinds);
        Assert.Contains(400, kinds);
    }

    [Fact]
    public async Task A_trace_that_is_changed_at_random_is_refused_or_answered()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            await using var client = await TestClient.Open(server);
            var host = client.Host();
            var booted = await client.Boot(host);
            var task = host.Of(ObjectKind.Task, "1.1");
            ImmutableArray<ReplayEvent> events =
            [
                new(new(0), task, ReplayKind.Appear, host.Mm("1"), default, default, false, null),
                new(
                    new(10),
                    task,
                    ReplayKind.Memory,
                    host.Mm("1"),
                    default,
                    default,
                    false,
                    new MemoryStep(0, default, MemoryOperation.Mmap, new(new(0x10), 4), IsFixed: true)
                ),
                new(new(20), task, ReplayKind.Exec, host.Mm("2"), default, default, false, null),
                new(new(30), task, ReplayKind.Exit, default, default, default, true, null),
            ];
            await Try(
                client,
                "replay",
                JsonSerializer.SerializeToNode(
                    new HostReplayRequest(host.Task, new(new(booted.At, booted.Epoch), events, [host.Device(0)], 2)),
                    ApiJson.Options
                )!,
                seed
            );
        }
    }

    private static IEnumerable<Step> ForeignSteps(TestHost mine, TestHost theirs) =>
        [
            new ShutdownStep(1, theirs.Device(0)),
            new BindStep(1, mine.Device(0), theirs.Mm("X"), default, 0, null),
            new BindStep(1, mine.Mm("X"), mine.Device(0), default, 0, null),
            new BindStep(1, default, mine.Mm("X"), default, 0, null),
            new SpawnStep(1, theirs.Of(ObjectKind.Task, "t"), mine.Mm("X")),
            new ExitStep(1, theirs.Of(ObjectKind.Task, "t"), false),
            new SettleStep(1, theirs.Of(ObjectKind.Host, "")),
            new AttachDomainStep(1, mine.Device(0), theirs.Domain(0)),
            new FindStep(1, theirs.Of(ObjectKind.PasidSpace, ""), PasidOperand.Of(new(1))),
            new LockStep(1, theirs.Of(ObjectKind.DriverLock, "l"), false),
            new PutMmStep(1, theirs.Mm("X"), true),
            new MemoryStep(1, theirs.Mm("X"), MemoryOperation.Munmap, new(new(1), 1)),
            new MemoryStep(1, default, MemoryOperation.Munmap, new(new(1), 1)),
            new InjectStep(1, theirs.Device(0), default, 1, new(12)),
            new SetDriverStep(1, mine.Device(0), new(MmExitLock: theirs.Of(ObjectKind.DriverLock, "l"))),
            new ParallelStep(1, [new([])], [theirs.Of(ObjectKind.Task, "t")]),
        ];

    private async Task<int> Try(TestClient client, string what, JsonNode good, int seed)
    {
        var changed = JsonChanges.Change(good, new Random(seed));
        using var answer = await server.Post($"{client.Path}/{what}", changed);
        var status = (int)answer.StatusCode;

        // A changed boot number is an unknown outcome, and a task that waits for itself hangs: both are reported as such.
        Assert.True(status is 200 or (>= 400 and < 500) or 502 or 504, $"seed {seed}: {status} for {changed}");
        if (status != 200)
        {
            await TestServer.FaultOf(answer);
        }

        return status;
    }

    private async Task AssertRefused<TBody>(TestClient client, string what, TBody body)
    {
        var json = JsonSerializer.Serialize(body, ApiJson.Options);
        using var answer = await server.Post($"{client.Path}/{what}", json);
        Assert.True((int)answer.StatusCode is 400 or 404, $"{(int)answer.StatusCode} for {json}");
        Assert.True((await TestServer.FaultOf(answer)).Fault is FaultKind.Input or FaultKind.NotFound);
    }

    private static async Task AssertWorks(TestClient client)
    {
        var host = client.Host("after");
        var booted = await client.Boot(host);
        var run = await client.Ask<HostRunRequest, RunResult>("run", host.Run(booted, host.Binds));
        Assert.All(run.Results, static result => Assert.True(result.Error.IsSuccess));
    }
}
