using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.IoMms.OneLock;

namespace SvaOrleans.Checking;

/// <summary>An io_mm as the invariants read it, whichever grain of whichever generation keeps it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mm">Its mm.</param>
/// <param name="Life">Where it is in its life.</param>
/// <param name="IsReleasing">Whether a release is under way.</param>
/// <param name="IsFreePending">Whether memory waits to be freed.</param>
/// <param name="Incarnation">Which io_mm.</param>
/// <param name="Pasid">Its PASID.</param>
/// <param name="Lease">The PASID's lease.</param>
/// <param name="Bonds">Its bonds, newest first.</param>
internal sealed record IoMmReading(
    ObjectName Name,
    ObjectName Mm,
    IoMmLife Life,
    bool IsReleasing,
    bool IsFreePending,
    Incarnation Incarnation,
    Pasid Pasid,
    PasidLease Lease,
    IReadOnlyList<BondReading> Bonds
)
{
    /// <summary>The io_mms of all states.</summary>
    public static IReadOnlyList<IoMmReading> Of(IEnumerable<(ObjectName Name, object State)> states) =>
        [.. states.SelectMany(static entry => Of(entry.Name, entry.State))];

    private static IEnumerable<IoMmReading> Of(ObjectName name, object state) =>
        state switch
        {
            IoMmState one =>
            [
                new(
                    name,
                    name.Sibling(ObjectKind.Mm, name.Name),
                    one.Life,
                    one.IsReleasing,
                    one.PendingFrees.Any(),
                    one.Incarnation,
                    one.Pasid,
                    one.Lease,
                    [.. one.Bonds.Select(static bond => new BondReading(bond.Id, bond.Device, bond.Domain, bond.Life))]
                ),
            ],
            SvaLockState many => many.IoMms.Select(ioMm => new IoMmReading(
                ioMm.Mm.Sibling(ObjectKind.IoMm, ioMm.Mm.Name),
                ioMm.Mm,
                ioMm.IsGivenUp ? IoMmLife.Free
                    : ioMm.IsReleasing ? IoMmLife.Exiting
                    : IoMmLife.Live,
                ioMm.IsReleasing,
                ioMm.IsGivenUp,
                ioMm.Serial,
                ioMm.Pasid,
                ioMm.Lease,
                [
                    .. many.BondsOf(ioMm)
                        .Select(static bond => new BondReading(
                            bond.Id,
                            bond.Device,
                            bond.Domain,
                            bond.IsExitActive ? BondLife.InHandler : BondLife.Bound
                        )),
                ]
            )),
            _ => [],
        };
}

/// <summary>A bond as the invariants read it.</summary>
/// <param name="Id">Its serial.</param>
/// <param name="Device">The device.</param>
/// <param name="Domain">The domain in which it was made.</param>
/// <param name="Life">Where it is in its life.</param>
internal readonly record struct BondReading(BondId Id, ObjectName Device, ObjectName Domain, BondLife Life);
