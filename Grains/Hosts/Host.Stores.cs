using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Grains.Hosts;

/// <content>What outlives the host is stored.</content>
public sealed partial class Host
{
    // A wait that an experiment can leave out.
    private Task Until(ProtocolPoint point, Task awaited) => Kernel.IsOn(point) ? awaited : Task.CompletedTask;

    // Writes run in sequence: a failed write must not undo the change of another one.
    private ValueTask Store(Func<HostRecord, HostRecord> change) =>
        InTurn(async () =>
        {
            var known = record.State;
            try
            {
                record.State = change(known);
                await record.WriteStateAsync();
            }
            catch
            {
                // A change that was not stored must not take effect.
                record.State = known;
                throw;
            }
        });

    private async ValueTask InTurn(Func<Task> store)
    {
        using var turn = _stores.Take();
        await Until(HostPoint.StoresTakeTurns, turn.Before);
        await store();
    }
}
