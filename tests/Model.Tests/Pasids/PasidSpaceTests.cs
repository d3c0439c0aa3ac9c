using SvaOrleans.Model.Pasids;

namespace SvaOrleans.Model.Tests.Pasids;

public class PasidSpaceTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_number_is_the_lowest_free_one_and_its_lease_grows(int seed)
    {
        var random = new Random(seed);
        // Around a border of the tree's levels: 64, 4096, 2^18, or the top.
        var origin = new uint[] { 0, 60, 4090, (1u << 18) - 20, PasidSpaceState.LargestValue - 90 }[seed % 5];
        var space = new PasidSpaceState();
        SortedDictionary<uint, PasidOwner> model = [];
        Dictionary<uint, ulong> leases = [];
        for (var step = 0; step < 800; step++)
        {
            var min = origin + (uint)random.Next(90);
            var max = origin + (uint)random.Next(90);
            if (random.Next(5) < 3)
            {
                var free = Enumerable
                    .Range(0, 91)
                    .Select(i => min + (uint)i)
                    .Where(n => n <= max && !model.ContainsKey(n))
                    .Select(n => (uint?)n)
                    .FirstOrDefault();
                var expected =
                    min > max ? Errno.EINVAL
                    : free is null ? Errno.ENOSPC
                    : Errno.None;
                var owner = Names.Mm(random.Next(9));
                Assert.Equal(expected, space.Allocate(new(min), new(max), owner, out var pasid, out var lease));
                Assert.Equal(expected.IsSuccess ? free : 0, pasid.Value);
                if (expected.IsSuccess)
                {
                    leases[pasid.Value] = leases.GetValueOrDefault(pasid.Value) + 1;
                    Assert.Equal(leases[pasid.Value], lease.Value);
                    model.Add(pasid.Value, new(owner, lease));
                }
                else
                {
                    Assert.Equal(default, lease);
                }
            }
            else
            {
                var lease = new PasidLease(leases.GetValueOrDefault(min) + (ulong)(random.Next(4) == 0 ? 1 : 0));
                var isOwner = model.TryGetValue(min, out var owner) && owner.Lease == lease;
                Assert.Equal(isOwner, space.Free(new(min), lease));
                if (isOwner)
                {
                    model.Remove(min);
                }
            }

            Assert.Equal(model.Count, space.Count);
            Assert.Equal(model.TryGetValue(max, out var there), space.TryFind(new(max), out var found));
            Assert.Equal(there, found);
            Assert.Equal(leases.GetValueOrDefault(max), space.LeaseOf(new(max)).Value);
        }

        space.Check();
        Assert.Equal(model.Select(entry => (new Pasid(entry.Key), entry.Value)), space.Allocated);
    }

    [Fact]
    public void A_million_numbers()
    {
        const uint Max = (1u << 20) - 1;
        var space = new PasidSpaceState();
        for (var expected = 1u; expected <= Max; expected++)
        {
            Allocate(space, 1, Max, expected);
        }

        Assert.Equal(Errno.ENOSPC, space.Allocate(new(1), new(Max), default, out _, out _));
        for (var pasid = 3u; pasid <= Max; pasid += 3)
        {
            Assert.True(space.Free(new(pasid), new(1)));
        }

        for (var pasid = 3u; pasid <= Max; pasid += 3)
        {
            Allocate(space, 1, Max, pasid);
        }

        Assert.Equal((int)Max, space.Count);
        space.Check();
    }

    [Fact]
    public void Limits()
    {
        var space = new PasidSpaceState();
        Assert.Equal(Errno.EINVAL, space.Allocate(new(2), new(1), default, out _, out _));
        Allocate(space, 0, 0, 0);
        Assert.Equal(Errno.ENOSPC, space.Allocate(new(0), new(0), default, out _, out _));
        Allocate(space, PasidSpaceState.LargestValue, uint.MaxValue, PasidSpaceState.LargestValue);
        Assert.Equal(Errno.ENOSPC, space.Allocate(new(PasidSpaceState.LargestValue), new(uint.MaxValue), default, out _, out _));
        Assert.Equal(Errno.ENOSPC, space.Allocate(new(uint.MaxValue), new(uint.MaxValue), default, out _, out _));
        Assert.False(space.TryFind(Pasid.None, out _));
        Assert.False(space.TryFind(new(uint.MaxValue), out _));
        Assert.False(space.Free(new(uint.MaxValue), new(1)));
        Assert.Equal([0u, PasidSpaceState.LargestValue], space.Allocated.Select(entry => entry.Pasid.Value));
    }

    [Fact]
    public void A_number_given_out_again_is_not_freed_by_its_former_owner()
    {
        var space = new PasidSpaceState();
        space.Allocate(new(1), new(9), Names.Mm(1), out var pasid, out var first);
        Assert.True(space.Free(pasid, first));
        Assert.False(space.Free(pasid, first));
        space.Allocate(new(1), new(9), Names.Mm(2), out var again, out var second);
        Assert.Equal(pasid, again);
        Assert.NotEqual(first, second);
        Assert.False(space.Free(pasid, first));
        Assert.True(space.TryFind(pasid, out var owner));
        Assert.Equal(new(Names.Mm(2), second), owner);
        Assert.False(space.Free(pasid, default));
    }

    [Fact]
    public void State_laws()
    {
        var space = new PasidSpaceState();
        Allocate(space, 1, 9, 1);
        StateLaws.CopyIsIndependent(space, s => s.Allocate(new(1), new(9), Names.Mm(3), out _, out _));

        PasidSpaceState With(params uint[] pasids)
        {
            var other = new PasidSpaceState();
            foreach (var pasid in pasids)
            {
                Allocate(other, pasid, pasid, pasid);
            }

            return other;
        }

        Assert.Equal(With(1, 70, 5000).Hash(), With(5000, 1, 70).Hash());
        var freed = With(1, 2);
        freed.Free(new(2), new(1));
        var owner = new PasidSpaceState();
        owner.Allocate(new(1), new(1), Names.Mm(8), out _, out _);
        StateLaws.AllDiffer([With().Hash(), With(1).Hash(), With(2).Hash(), With(1, 2).Hash(), freed.Hash(), owner.Hash()]);
    }

    private static void Allocate(PasidSpaceState space, uint min, uint max, uint expected)
    {
        if (!space.Allocate(new(min), new(max), Names.Mm(1), out var pasid, out _).IsSuccess || pasid.Value != expected)
        {
            Assert.Fail($"expected {expected}, got {pasid}");
        }
    }
}
