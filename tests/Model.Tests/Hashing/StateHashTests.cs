using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Tests.Hashing;

public class StateHashTests
{
    // Fixed figures: a hash written down by one process must be found again by another.
    [Fact]
    public void Values_are_the_same_in_every_process()
    {
        Assert.Equal(0ul, default(StateHash).Value);
        Assert.Equal(
            FixedFigure,
            Of(h =>
            {
                h.Add(1ul);
                h.Add("h0/mm/17");
                h.Add(true);
                h.Add(-5L);
                h.Add(Names.Mm(3));
                h.Add(PageRange.All);
                return h;
            })
        );
    }

    [Fact]
    public void Order_count_and_borders_matter()
    {
        StateLaws.AllDiffer([
            Of(h => h),
            Of(h =>
            {
                h.Add(0ul);
                return h;
            }),
            Of(h =>
            {
                h.Add(0ul);
                h.Add(0ul);
                return h;
            }),
            Of(h =>
            {
                h.Add(1ul);
                h.Add(2ul);
                return h;
            }),
            Of(h =>
            {
                h.Add(2ul);
                h.Add(1ul);
                return h;
            }),
            Of(h =>
            {
                h.Add("ab");
                h.Add("c");
                return h;
            }),
            Of(h =>
            {
                h.Add("a");
                h.Add("bc");
                return h;
            }),
            Of(h =>
            {
                h.Add("abc");
                return h;
            }),
            Of(h =>
            {
                h.Add("abcd");
                return h;
            }),
            Of(h =>
            {
                h.Add("abcde");
                return h;
            }),
            Of(h =>
            {
                h.Add("abcd\0");
                return h;
            }),
            Of(h =>
            {
                h.Add((string?)null);
                return h;
            }),
        ]);
    }

    [Fact]
    public void Small_numbers_do_not_collide()
    {
        HashSet<ulong> seen = [];
        for (var i = 0ul; i < 300; i++)
        {
            for (var j = 0ul; j < 300; j++)
            {
                Assert.True(
                    seen.Add(
                        Of(h =>
                        {
                            h.Add(i);
                            h.Add(j);
                            return h;
                        })
                    )
                );
            }
        }
    }

    private const ulong FixedFigure = 2207541879274195538;

    private static ulong Of(Func<StateHash, StateHash> add) => add(default).Value;
}
