using SvaOrleans.Bench.Scale;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Pasids;
using SvaOrleans.Silo;

namespace SvaOrleans.Bench.Tests;

public sealed class ScaleBenchTests
{
    [Fact]
    public async Task Everything_is_measured_and_nothing_is_left()
    {
        List<string> told = [];
        var figures = await ScaleBench.Run(
            Engines.Chosen,
            [ScaleShape.Of(200, hosts: 2), ScaleShape.Of(30, iommus: 2, devices: 30, mms: 1)],
            told.Add,
            isWarmedUp: false
        );
        Assert.Equal([200, 30], figures.Steps.Select(step => step.Shape.Bonds));
        Assert.All(
            figures.Steps,
            step =>
            {
                Assert.Empty(step.Left);
                Assert.True(step is { PingsPerSecond: > 0, BytesPerBond: > 0, Runs: > 0 }, step.ToString());
                Assert.All(
                    (ScaleCost[])[step.Bind, step.Delivery, step.Exit],
                    cost => Assert.True(cost is { PerSecond: > 0, Pings: > 0 }, cost.ToString())
                );
            }
        );
        ScaleStep first = figures.Steps[0],
            second = figures.Steps[1];
        Assert.Equal([null, null, null, null], [first.Bind.Growth, first.Delivery.Growth, first.Exit.Growth, first.BytesGrowth]);
        Assert.Equal(second.Bind.Pings / first.Bind.Pings, second.Bind.Growth);
        Assert.Equal(second.Exit.Pings / first.Exit.Pings, second.Exit.Growth);
        Assert.Equal(second.BytesPerBond / first.BytesPerBond, second.BytesGrowth);
        Assert.Contains(told, what => what.Contains("binding", StringComparison.Ordinal));
    }

    [Fact]
    public void A_step_is_the_medians_of_its_runs_in_pings_of_each_run()
    {
        // Runs of 10 operations; a run on a machine half as fast has pings half as fast.
        ScaleSample[] samples = [Sample(10, pingMilliseconds: 1), Sample(40, pingMilliseconds: 2), Sample(15, pingMilliseconds: 1)];
        var step = ScaleBench.StepOf(ScaleShape.Of(10), samples, null);
        Assert.Equal(1.5, step.Bind.Pings, 9);
        Assert.Equal(10 / 0.015, step.Bind.PerSecond, 9);
        Assert.Equal(1_000, step.PingsPerSecond, 9);
        Assert.Equal(["bonds"], step.Left);
        Assert.Equal(7, step.Objects);
        Assert.Equal(3, step.CrowdPings, 9);
        Assert.Equal(0.5, step.Bind.CrowdPings, 9);

        var later = ScaleBench.StepOf(ScaleShape.Of(20), [Sample(30, pingMilliseconds: 1)], step);
        Assert.Equal(2, later.Delivery.Growth!.Value, 9);
        Assert.Equal(1, later.BytesGrowth);
    }

    private static ScaleSample Sample(int milliseconds, int pingMilliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        var measured = new Measured(
            10,
            time,
            time,
            new Pings(5, TimeSpan.FromMilliseconds(5 * pingMilliseconds), TimeSpan.FromMilliseconds(5 * pingMilliseconds))
        );
        return new(
            measured,
            1_000,
            measured,
            measured,
            7,
            measured.Yardstick with
            {
                Processor = measured.Yardstick.Processor * 3,
            },
            ["bonds"]
        );
    }

    [Theory]
    [InlineData(1_000, 1, 1, 10, 100)]
    [InlineData(10_000, 1, 5, 100, 1_000)]
    [InlineData(1_000_000, 100, 500, 10_000, 100_000)]
    public void Hosts_stay_as_dense_as_at_the_top(int bonds, int hosts, int iommus, int devices, int mms) =>
        Assert.Equal(new ScaleShape(bonds, hosts, iommus, devices, mms), ScaleShape.Of(bonds));

    [Theory]
    [InlineData(9, null, null, null, null, "10 to 1000000")]
    [InlineData(1_000_001, null, null, null, null, "10 to 1000000")]
    [InlineData(100, 0, null, null, null, "at least 1")]
    [InlineData(100, 2, 1, null, null, "one for each of 2 hosts")]
    [InlineData(100, null, 4, 3, null, "one for each of 4 IOMMUs")]
    [InlineData(100, null, null, 9, 10, "at least 10 devices")]
    [InlineData(100, 3, null, null, 2, "one for each of 3 hosts")]
    [InlineData(100, 1, null, 60_001, null, "at most 60000")]
    public void Machines_that_cannot_be_are_refused(int bonds, int? hosts, int? iommus, int? devices, int? mms, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<ArgumentException>(() => ScaleShape.Of(bonds, hosts, iommus, devices, mms)).Message,
            StringComparison.Ordinal
        );

    // Whatever the split over hosts, every bond is asked for once, by a device and an address space of one host.
    [Fact]
    public void Every_bond_is_asked_for_once()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            int hosts = random.Next(1, 6),
                mms = random.Next(hosts, 40),
                bonds = random.Next(Math.Max(10, mms), 400);
            var shape = ScaleShape.Of(bonds, hosts, mms: mms);
            var asked = Enumerable
                .Range(0, hosts)
                .SelectMany(host => new ScaleHost(shape, host).Bind())
                .Cast<Interfaces.Programs.BindStep>()
                .ToList();
            Assert.Equal(bonds, asked.Select(bind => (bind.Device, bind.Mm)).Distinct().Count());
            Assert.All(asked, bind => Assert.Equal(bind.Device.Host, bind.Mm.Host));
            Assert.Equal(mms, asked.Select(bind => bind.Mm).Distinct().Count());
        }
    }

    [Fact]
    public void Progress_tells_how_many_of_how_many_and_how_fast()
    {
        List<string> told = [];
        using var phase = new ScaleProgress(1_000_000, told.Add).Begin("binding", 40_000);
        Assert.Equal(["1,000,000 bonds: binding"], told);
        Assert.Equal("1,000,000 bonds: binding, for 3 s", phase.Text(TimeSpan.FromSeconds(3)));
        phase.Add(1_000);
        phase.Add(9_000);
        Assert.Equal("1,000,000 bonds: binding, 10,000 of 40,000 steps, 2,500 a second, for 4 s", phase.Text(TimeSpan.FromSeconds(4)));
    }

    // The progress of a phase is right only if its announced number of steps equals that of its programs.
    [Fact]
    public void Each_program_has_the_steps_that_are_told()
    {
        var shape = ScaleShape.Of(1_000, hosts: 3);
        ScaleHost[] hosts = [.. Enumerable.Range(0, 3).Select(number => new ScaleHost(shape, number))];
        Assert.Equal(shape.Devices + shape.Mms, hosts.Sum(host => host.Prepare().Count()));
        Assert.Equal(shape.Bonds, hosts.Sum(host => host.Bind().Count()));
        Assert.Equal(shape.Mms * ScaleHost.FillSteps, hosts.Sum(host => host.Fill(_ => new(1)).Count()));
        Assert.Equal(shape.Mms * ScaleHost.Invalidations, hosts.Sum(host => host.Unmap().Count()));
        Assert.Equal(shape.Mms, hosts.Sum(host => host.Exit().Count()));
    }

    [Fact]
    public void What_is_left_is_found()
    {
        var pasids = new PasidSpaceState();
        var ioMm = new IoMmState();
        Assert.Empty(Leftovers.Of(pasids));
        Assert.Empty(Leftovers.Of(ioMm));
        pasids.Allocate(new(1), new(9), default, out _, out _);
        ioMm.Allocate(new("h0", Model.Words.ObjectKind.Mm, "X"), new(1), new(1), default);
        ioMm.AddBond(new("h0", Model.Words.ObjectKind.Device, "d"), default, 0);
        Assert.Equal(["1 PASIDs"], Leftovers.Of(pasids));
        Assert.Equal(["1 bonds", "1 references"], Leftovers.Of(ioMm));
    }
}
