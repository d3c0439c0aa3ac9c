using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;

namespace SvaOrleans.Grains.Hosts;

/// <content>How a boot ends.</content>
public sealed partial class Host
{
    private const int EndTries = 3;

    // Everybody of this boot is told; whoever still asks something of them later is refused by the boot itself. It is over from this turn on.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<int> End(VirtualTime at)
    {
        var over = Current!;
        var stamp = StampAt(at);
        over.End();
        ImmutableArray<ObjectName> objects = [.. ObjectsOf(over).Select(static living => living.Name)];
        await Until(HostPoint.EndWaitsForWork, Task.WhenAll(objects.Select(name => Tell(() => Object(name).EndBoot(stamp)))));
        await Until(HostPoint.EndWaitsForObjects, Task.WhenAll(objects.Select(name => Tell(() => Object(name).Retire(stamp)))));
        Current = null;
        return objects.Length;
    }

    private async Task Tell(Func<ValueTask<EndBootResult>> told)
    {
        var tries = Kernel.IsOn(HostPoint.EndAsksAgain) ? EndTries : 1;
        for (var attempt = 1; attempt <= tries; attempt++)
        {
            try
            {
                await told();
                return;
            }
            catch (OrleansMessageRejectionException)
            {
                return; // whoever cannot be told is gone
            }
            catch (TimeoutException)
            {
                // Told again: who was not told stands in the way of the object of the next boot.
            }
        }
    }
}
