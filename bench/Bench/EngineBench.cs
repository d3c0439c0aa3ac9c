using System.Diagnostics;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Silo;

namespace SvaOrleans.Bench;

/// <summary>One figure, measured.</summary>
/// <param name="Name">What was repeated.</param>
/// <param name="PerSecond">How often per second: the median of the runs.</param>
/// <param name="Lowest">The slowest run.</param>
/// <param name="Highest">The fastest run.</param>
public sealed record Rate(string Name, double PerSecond, double Lowest, double Highest);

/// <summary>What one run of the benchmark measured, everything with the same stop-watch in the same process.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="GrainCalls">Awaited calls from grain to grain.</param>
/// <param name="PlainCompleting">The same calls without engine, completing at once.</param>
/// <param name="PlainYielding">The same calls without engine, suspending the caller as a grain call does.</param>
/// <param name="Binds">bind and unbind of generation 2018, as pairs.</param>
public sealed record EngineFigures(string Engine, Rate GrainCalls, Rate PlainCompleting, Rate PlainYielding, Rate Binds)
{
    /// <summary>Grain calls as a share of plain calls that yield.</summary>
    public double ShareOfYielding => GrainCalls.PerSecond / PlainYielding.PerSecond;

    /// <summary>Grain calls as a share of plain calls that complete at once.</summary>
    public double ShareOfCompleting => GrainCalls.PerSecond / PlainCompleting.PerSecond;

    /// <summary>What a bind with its unbind costs, in grain calls.</summary>
    public double GrainCallsPerBind => GrainCalls.PerSecond / Binds.PerSecond;
}

/// <summary>Measures the engine that this build is for.</summary>
public static class EngineBench
{
    private const int RunsMax = 100;

    /// <summary>Measures.</summary>
    /// <param name="runs">How many runs are counted, after one that is not.</param>
    /// <param name="calls">Grain calls in a run.</param>
    /// <param name="progress">Is told what is measured now.</param>
    public static async Task<EngineFigures> Run(int runs, int calls, Action<string>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(runs, RunsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(calls, 1_000);

        // Turn and turn about, so that a machine that slows down slows everything down.
        await using var pings = await PingCluster.Start();
        var binding = await Binding.Start();
        await using var simulation = binding.Simulation;
        var rates = new List<double>[] { [], [], [], [] };
        for (var run = 0; run <= runs; run++)
        {
            progress?.Invoke(run == 0 ? "warming up" : $"run {run} of {runs}");
            var measured = new[]
            {
                await Measure(calls, () => pings.Run(calls)),
                await Measure(calls * 10, () => PlainCalls.Completing(calls * 10)),
                await Measure(calls, () => Task.FromResult(PlainCalls.Yielding(calls))),
                await Measure(Binding.Pairs, binding.Run),
            };
            for (var index = 0; run > 0 && index < measured.Length; index++)
            {
                rates[index].Add(measured[index]);
            }
        }

        return new(
            Simulations.Engine,
            Summary("grain calls", rates[0]),
            Summary("plain awaited virtual calls that complete at once", rates[1]),
            Summary("plain awaited virtual calls that yield", rates[2]),
            Summary("bind and unbind", rates[3]));
    }

    private static async Task<double> Measure<TResult>(int times, Func<Task<TResult>> work)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        await work();
        return times / watch.Elapsed.TotalSeconds;
    }

    private static Rate Summary(string name, List<double> rates)
    {
        rates.Sort();
        return new(name, rates[rates.Count / 2], rates[0], rates[^1]);
    }

    /// <summary>One device, one process, bound and unbound again and again.</summary>
    private sealed class Binding(ISimulation simulation, RunRequest request)
    {
        public const int Pairs = 2_000;

        private const string Host = "h0";
        private int runner;

        public ISimulation Simulation => simulation;

        public static async Task<Binding> Start()
        {
            var iommu = new ObjectName(Host, ObjectKind.Iommu, "smmu0");
            var domain = new ObjectName(Host, ObjectKind.Domain, "A");
            var function = Bdf.Parse("0000:00:00.0");
            var device = new ObjectName(Host, ObjectKind.Device, function.ToString());
            var mm = new ObjectName(Host, ObjectKind.Mm, "X");
            var task = new ObjectName(Host, ObjectKind.Task, "X");
            var spec = new HostSpec(
                Host,
                "2018",
                HostSettings.Default,
                [new IommuSpec(iommu, IommuKind.ArmSmmuV3)],
                [new DomainSpec(domain)],
                [new DeviceSpec(device, function, iommu, Model.Protocol.IommuOps.All, "0", 1, domain, new(1), new(0xfffff), true, 64, 0, DriverSpec.Default)]);
            var simulation = await Simulations.Create(new SimulationOptions { KeepsEvents = false });
            var booted = await simulation.Boot(spec);
            var stamp = new Stamp(booted.At, booted.Epoch);
            Step[] setup = [new InitStep(0, device, default, default), new SpawnStep(1, task, mm)];
            await simulation.Run(new(Host, ObjectKind.Task, "setup"), new(stamp, new([.. setup]), [], spec.Settings));
            var steps = Enumerable.Range(0, Pairs).SelectMany(pair => new Step[]
            {
                new BindStep(2 * pair, device, mm, default, 0, "p"),
                new UnbindStep((2 * pair) + 1, device, PasidOperand.Named("p")),
            });
            return new(simulation, new(stamp, new([.. steps]), [], spec.Settings));
        }

        public async Task<RunResult> Run()
        {
            var result = await simulation.Run(new(Host, ObjectKind.Task, $"bench{runner++}"), request);
            return result.Results.All(static done => done.Error.IsSuccess) ? result : throw new InvalidOperationException("a bind failed in the benchmark");
        }
    }
}
