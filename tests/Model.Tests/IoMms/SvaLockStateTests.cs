using SvaOrleans.Model.IoMms.OneLock;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.Tests.IoMms;

public sealed class SvaLockStateTests
{
    private static readonly ObjectName First = new("h0", ObjectKind.Device, "0000:00:00.0");
    private static readonly ObjectName Second = new("h0", ObjectKind.Device, "0000:00:01.0");
    private static readonly ObjectName Domain = new("h0", ObjectKind.Domain, "A");

    [Fact]
    public void Copies_are_independent() => StateLaws.CopyIsIndependent(Bound(out _), static state => state.Bonds[0].References++);

    [Fact]
    public void Every_list_is_newest_first()
    {
        var state = Bound(out var ioMm);
        Assert.Equal([3UL, 2UL, 1UL], state.BondsOf(ioMm).Select(static bond => bond.Id.Value));
        Assert.Equal([3UL, 1UL], state.BondsOf(First).Select(static bond => bond.Id.Value));
        Assert.Equal(new BondId(2), state.NextOfIoMm(state.Find(new BondId(3))!)!.Id);
        Assert.Equal(new BondId(1), state.NextOfDevice(state.Find(new BondId(3))!)!.Id);
        Assert.Null(state.NextOfDevice(state.Find(new BondId(2))!));
    }

    [Fact]
    public void A_serial_is_never_used_again()
    {
        var state = Bound(out var ioMm);
        state.Free(state.Find(new BondId(3))!);
        Assert.Null(state.Find(new BondId(3)));
        Assert.Equal(new BondId(4), state.Add(ioMm, Second, Domain, 0).Id);
        Assert.Equal(
            24,
            StateLaws.BrokenInvariant(() =>
                state.Free(
                    new ListedBond
                    {
                        Id = new(3),
                        IoMm = ioMm.Serial,
                        Device = First,
                        Domain = Domain,
                        DriverData = 0,
                    }
                )
            )
        );
    }

    [Fact]
    public void A_kref_counts_bonds_and_operations()
    {
        var state = Bound(out var ioMm);
        state.Check();
        ioMm.References--;
        Assert.Equal(2, StateLaws.BrokenInvariant(state.Check));
        ioMm.References++;
        state.Bonds[0].References = 0;
        Assert.Equal(3, StateLaws.BrokenInvariant(state.Check));
        state.Bonds[0].References = 1;
        state.Free(ioMm.Serial);
        Assert.Equal(25, StateLaws.BrokenInvariant(state.Check));
    }

    private static SvaLockState Bound(out NumberedIoMm ioMm)
    {
        var state = new SvaLockState();
        ioMm = state.Add(Names.Mm(1), new(1), new(1), SvaFeatures.None);
        foreach (var device in new[] { First, Second, First })
        {
            ioMm.References++;
            ioMm.Holders++;
            state.Add(ioMm, device, Domain, 0);
        }

        return state;
    }
}
