using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Tests.Words;

/// <summary>No PASID and PASID 0 are two things.</summary>
public class PasidTests
{
    [Fact]
    public void What_was_never_set_is_none_and_0_is_a_number()
    {
        Assert.Equal(Pasid.None, default);
        Assert.NotEqual(Pasid.None, Pasid.Zero);
        Assert.Equal(Pasid.Zero, new Pasid(0));
        Assert.Equal((true, false), (Pasid.None.IsNone, Pasid.Zero.IsNone));
        Assert.Equal(["none", "0", "7"], new[] { Pasid.None, Pasid.Zero, new Pasid(7) }.Select(static pasid => pasid.ToString()));
    }

    [Fact]
    public void None_comes_before_0_and_0_before_1()
    {
        Pasid[] ascending = [Pasid.None, Pasid.Zero, new(1), new(2), new(uint.MaxValue)];
        Assert.Equal(ascending, ascending.Reverse().Order());
        for (var left = 0; left < ascending.Length; left++)
        {
            for (var right = 0; right < ascending.Length; right++)
            {
                Assert.Equal(
                    (left < right, left <= right, left > right, left >= right),
                    (
                        ascending[left] < ascending[right],
                        ascending[left] <= ascending[right],
                        ascending[left] > ascending[right],
                        ascending[left] >= ascending[right]
                    )
                );
            }
        }
    }

    [Fact]
    public void Every_number_is_kept() =>
        Assert.All([0u, 1u, 0xfffffu, uint.MaxValue], static number => Assert.Equal(number, new Pasid(number).Value));

    [Fact]
    public void They_hash_to_different_states() =>
        Assert.Equal(3, new[] { Pasid.None, Pasid.Zero, new Pasid(1) }.Select(HashOf).Distinct().Count());

    private static ulong HashOf(Pasid pasid)
    {
        var hash = default(StateHash);
        hash.Add(pasid);
        return hash.Value;
    }
}
