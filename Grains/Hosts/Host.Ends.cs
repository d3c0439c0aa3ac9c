using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;

namespace SvaOrleans.Grains.Hosts;

/// <content>How a boot ends.</content>
public sealed partial class Host
{
    private const int EndTries = 3;

    // All objects of this boot are notified; the boot itself refuses later requests to them. It is over from this turn on.
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

    private async Task Tell(Func<ValueTask<Done>> told)
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
                return; // an object that does not answer is gone
            }
            catch (TimeoutException)
            {
                // Notified again: an object that missed the end would block its successor in the next boot.
            }
        }
    }
}
