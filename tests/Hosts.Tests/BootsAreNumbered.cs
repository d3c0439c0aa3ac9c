using SvaOrleans.Grains.Kernel;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Exploration;

namespace SvaOrleans.Hosts.Tests;

/// <summary>Every boot has a number of its own, higher than that of any before it.</summary>
internal sealed class BootsAreNumbered : Oracle
{
    private readonly SortedDictionary<ulong, Boot> _known = [];

    public override string Name => "boots have numbers of their own";

    public override bool WatchesSteps => true;

    public override void Begin() => _known.Clear();

    public override void AfterStep(Activation at)
    {
        if (at.Instance is not IBootSource { Current: { } boot })
        {
            return;
        }

        if (_known.TryGetValue(boot.Epoch.Value, out var other))
        {
            if (!ReferenceEquals(boot, other))
            {
                throw Fail($"two boots have the number {boot.Epoch}");
            }

            return;
        }

        if (_known.Keys.LastOrDefault() > boot.Epoch.Value)
        {
            throw Fail($"boot {boot.Epoch} came after boot {_known.Keys.Last()}");
        }

        _known.Add(boot.Epoch.Value, boot);
    }
}
