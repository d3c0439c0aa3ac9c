using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests.Hosts;

/// <summary>The kernel generation belongs to a host's boot, not to its identity.</summary>
public sealed class HostGenerationTests
{
    private static readonly Func<int, Step>[] Work = [.. Setup(), Mmap(X, 0, 8), Touch(X, 0, 4), Bind(Dev0, X), Dma(Dev0, 1, 0, 4)];

    [Theory]
    [InlineData("2018", "2018-v2")]
    [InlineData("2018-v2", "2018")]
    public void A_host_boots_another_kernel_after_its_power_was_off(string before, string after)
    {
        var rig = new HostRig(2);
        Assert.Equal(Errno.None, rig.Boot(Of(before)).Error);
        Assert.All(rig.Errors(Host, Work), static error => Assert.Equal(Errno.None, error));
        rig.Ask(Host, static (console, now) => console.PowerOff(now));

        Assert.Equal(new BootEpoch(2), rig.Boot(Of(after)).Epoch);
        Assert.All(rig.Errors(Host, Work), static error => Assert.Equal(Errno.None, error));
        rig.AssertAtHome(Host);
        Assert.NotNull(rig.Cluster.ActivationOf(GrainNames.IdOf(Dev0, after)));
        Assert.Null(rig.Cluster.ActivationOf(GrainNames.IdOf(Dev0, before)));
    }

    [Fact]
    public void A_device_of_another_generation_than_the_host_has_booted_is_in_no_boot()
    {
        var rig = new HostRig(2);
        rig.Boot(Of("2018"));
        var now = rig.Now(Host);
        var foreign = rig.Cluster.GrainFactory.GetGrain<IDeviceGrain>(GrainNames.IdOf(Dev0, "2018-v2"));

        var refused = Assert.Throws<HostRestartedException>(() => rig.Cluster.Run(() => foreign.AddFaultQueue(now).AsTask()));

        Assert.Contains("is in no boot", refused.Message, StringComparison.Ordinal);
        rig.AssertAtHome(Host);
    }

    [Fact]
    public void A_host_of_a_generation_that_the_program_lacks_stays_off_and_boots_another_kernel()
    {
        var rig = new HostRig(2);
        rig.Boot(Of("2018"));
        var storage = rig.Cluster.World.Storage;
        var own = rig.Cluster.ActivationOf(GrainNames.IdOf(new(Host, ObjectKind.Host, "")))!.Slot;
        var (stored, tag) = storage.Read(own, "host");
        var record = (HostRecord)stored!;
        storage.Write(own, "host", record with { Spec = record.Spec! with { Generation = "deleted" } }, tag);
        rig.Cluster.KillSilo(rig.SiloOf(Host)!);

        Assert.Equal(Errno.ENODEV, rig.Probe(Host).Error);
        var warning = Assert.Single(rig.EventsOf(Host), static happened => happened.Kind == SvaEventKind.Warning);
        Assert.Contains("no kernel generation 'deleted'", warning.Note, StringComparison.Ordinal);
        Assert.Equal((Errno.None, new BootEpoch(2)), (rig.Boot(Of("2018-v2")) is var booted ? booted.Error : default, booted.Epoch));
    }

    private static HostSpec Of(string generation) => HostRig.Spec() with { Generation = generation };
}
