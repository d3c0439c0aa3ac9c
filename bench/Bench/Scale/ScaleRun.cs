using System.Diagnostics;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Silo;

namespace SvaOrleans.Bench.Scale;

/// <summary>One run of one shape: boots, binds, invalidates, exits, and looks whether anything is left.</summary>
internal sealed class ScaleRun(ILocalSimulation simulation, ScaleShape shape, PingYardstick pings, Action<string> tell)
{
    // Long enough that starting a program costs nothing beside it, short enough that its results do not pile up and progress is visible.
    private const int ChunkSteps = 100;

    // A bind is soon over: all other steps are worth many.
    private const int ChunkBinds = 1_000;

    private readonly ScaleHost[] _hosts = [.. Enumerable.Range(0, shape.Hosts).Select(number => new ScaleHost(shape, number))];
    private readonly Stamp[] _stamps = new Stamp[shape.Hosts];
    private readonly Dictionary<ObjectName, Pasid> _pasids = [];
    private readonly ScaleProgress _progress = new(shape.Bonds, tell);

    /// <summary>Runs.</summary>
    public async Task<ScaleSample> Run()
    {
        await Boot();
        await Perform("preparing", shape.Devices + shape.Mms, static host => host.Prepare());
        var bytes = GC.GetTotalMemory(forceFullCollection: true);
        var bind = await Measure("binding", shape.Bonds, static host => host.Bind(), chunk: ChunkBinds);
        bytes = GC.GetTotalMemory(forceFullCollection: true) - bytes;
        var states = simulation.States();
        FindNumbers(states);
        await Perform("filling caches", (long)shape.Mms * ScaleHost.FillSteps, host => host.Fill(mm => _pasids[mm]));
        var deliveries = 0L;
        var deliver = await Measure(
            "invalidating",
            (long)shape.Mms * ScaleHost.Invalidations,
            static host => host.Unmap(),
            result => Interlocked.Add(ref deliveries, FigureOf(result, "fanOut"))
        );
        var bonds = 0L;
        var exit = await Measure(
            "exiting",
            shape.Mms,
            static host => host.Exit(),
            result => Interlocked.Add(ref bonds, FigureOf(result, "bondsReleased"))
        );
        Expect(deliveries, (long)shape.Bonds * ScaleHost.Invalidations, "invalidations were delivered");
        Expect(bonds, shape.Bonds, "bonds were released");
        var left = await Leftovers.In(simulation);
        using (_progress.Begin("pinging as many grains"))
        {
            return new(
                bind,
                (double)bytes / shape.Bonds,
                deliver with
                {
                    Count = deliveries,
                },
                exit,
                states.Count,
                await pings.MeasureCrowd(states.Count),
                left
            );
        }
    }

    private async Task Boot()
    {
        using var phase = _progress.Begin("booting", _hosts.Length);
        for (var index = 0; index < _hosts.Length; index++)
        {
            var booted = await simulation.Boot(_hosts[index].Spec);
            _stamps[index] = booted.Error.IsSuccess
                ? new(booted.At, booted.Epoch)
                : throw new InvalidOperationException($"host {index} did not boot: {booted.Error}");
            phase.Add(1);
        }
    }

    // A program that asks each address space's number by its io_mm would need a step of its own; the state tells it without a call.
    private void FindNumbers(IReadOnlyList<(ObjectName Name, object State)> states)
    {
        foreach (var (name, state) in states)
        {
            if (state is Model.IoMms.IoMmState { Pasid: var pasid })
            {
                _pasids[name.Sibling(ObjectKind.Mm, name.Name)] = pasid;
            }
        }
    }

    private async Task<Measured> Measure(
        string what,
        long steps,
        Func<ScaleHost, IEnumerable<Step>> program,
        Action<StepResult>? each = null,
        int chunk = ChunkSteps
    )
    {
        var before = await pings.Measure();
        GC.Collect();
        var (calls, paused, allocated) = (CallMeter.Of(simulation), GC.GetTotalPauseDuration(), GC.GetTotalAllocatedBytes());
        var processor = ProcessorTime.Now;
        var start = Stopwatch.GetTimestamp();
        await Perform(what, steps, program, each, chunk);
        var elapsed = Stopwatch.GetElapsedTime(start);
        processor = ProcessorTime.Now - processor;
        (calls, paused, allocated) = (
            CallMeter.Of(simulation) - calls,
            GC.GetTotalPauseDuration() - paused,
            GC.GetTotalAllocatedBytes() - allocated
        );
        var after = await pings.Measure();
        return new(steps, elapsed, processor, before + after, paused, allocated, calls);
    }

    // One program of a host at a time, and as many hosts at once as the engine is fit for.
    private async Task Perform(
        string what,
        long steps,
        Func<ScaleHost, IEnumerable<Step>> program,
        Action<StepResult>? each = null,
        int chunk = ChunkSteps
    )
    {
        using var phase = _progress.Begin(what, steps);
        var next = -1;
        await Task.WhenAll(
            Enumerable
                .Range(0, Math.Min(_hosts.Length, HostsAtOnce.MaxOf(simulation)))
                .Select(async _ =>
                {
                    for (var index = Interlocked.Increment(ref next); index < _hosts.Length; index = Interlocked.Increment(ref next))
                    {
                        await PerformOn(_hosts[index], index, program(_hosts[index]).Chunk(chunk), phase, each);
                    }
                })
        );
    }

    private async Task PerformOn(ScaleHost host, int index, IEnumerable<Step[]> chunks, ScaleProgress.Phase phase, Action<StepResult>? each)
    {
        foreach (var chunk in chunks)
        {
            var ran = await simulation.Run(host.Task, new(_stamps[index], new([.. chunk]), []));
            _stamps[index] = _stamps[index].Later(ran.At);
            foreach (var result in ran.Results)
            {
                if (!result.Error.IsSuccess)
                {
                    throw new InvalidOperationException($"a step failed in the benchmark: {result}");
                }

                each?.Invoke(result);
            }

            phase.Add(chunk.Length);
        }
    }

    private static long FigureOf(StepResult result, string name) => result.Figures.Single(figure => figure.Name == name).Value;

    private static void Expect(long found, long expected, string what)
    {
        if (found != expected)
        {
            throw new InvalidOperationException($"{found} {what}, not {expected}");
        }
    }
}
