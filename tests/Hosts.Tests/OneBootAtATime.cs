using SvaOrleans.Grains.Kernel;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Hosts.Tests;

/// <summary>When nothing goes on any more, every object that lives is of the boot that its host is in, and a host that is up has all its
/// parts.</summary>
internal sealed class OneBootAtATime(HostStage stage) : Oracle
{
    public override string Name => "what lives is of the boot that its host is in";

    public override void AtEnd(CausalOrder? order)
    {
        var boot = (stage.Own as IBootSource)?.Current;

        // An object created by an abandoned call has done nothing, and ends with the boot that uses it.
        foreach (var living in stage.Living.Where(static living => living.Requests > 0))
        {
            if (boot is not { IsOver: false } || !ReferenceEquals(living.InBoot, boot))
            {
                throw Fail(
                    $"{living.Name} is of {(living.InBoot is null ? "no boot" : $"boot {living.InBoot.Epoch}")}, its host "
                        + $"{(boot is null ? "is off" : boot.IsOver ? "has lost its boot" : $"in boot {boot.Epoch}")}"
                );
            }
        }

        if (boot is not null && stage.Living.Count(static living => living.Requests > 0) < 5)
        {
            throw Fail($"of boot {boot.Epoch} only {string.Join(", ", stage.Living.Select(static living => living.Name))} are there");
        }
    }
}
