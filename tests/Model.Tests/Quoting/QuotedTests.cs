using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Model.Tests.Quoting;

/// <summary>No message holds bad input at its full length.</summary>
public sealed class QuotedTests
{
    private static readonly string Long = new('x', 8_000);

    [Fact]
    public void A_short_text_is_quoted_whole() =>
        Assert.Equal(new string('x', Quoted.WholeMax), Quoted.Of(new string('x', Quoted.WholeMax)));

    [Fact]
    public void A_long_text_is_cut_and_its_length_is_told() =>
        Assert.Equal(new string('x', 40) + "... (8,000 characters)", Quoted.Of(Long));

    [Theory]
    [InlineData(73)]
    [InlineData(8_000)]
    [InlineData(12_345_678)]
    public void What_has_been_cut_is_not_cut_again(int length)
    {
        var once = Quoted.Of(new string('x', length));
        Assert.Equal(once, Quoted.Of(once));
    }

    [Fact]
    public void No_character_is_cut_in_half()
    {
        var cut = Quoted.Of(new string('x', 39) + string.Concat(Enumerable.Repeat("\U0001F600", 100)));
        Assert.Equal(new string('x', 39) + "... (239 characters)", cut);
    }

    [Fact]
    public void A_part_keeps_its_words_and_quotes_what_stands_in_marks()
    {
        Assert.Equal(
            "the host's value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... (8,000 characters)' isn't one of the host's own",
            Quoted.Part($"the host's value '{Long}' isn't one of the host's own")
        );
        Assert.Equal(Quoted.PartMax + "... (8,000 characters)".Length, Quoted.Part(Long).Length);
    }

    [Fact]
    public void A_complaint_quotes_all_that_is_put_into_it_but_its_own_words()
    {
        Complaint complaint = $"'{Long}' is no number of {Long.Length:N0} or {Long.AsSpan(0, 3).ToString()}; {new string('y', 300):part}";
        Assert.Equal($"'{Quoted.Of(Long)}' is no number of 8,000 or xxx; {new string('y', 300)}", complaint.ToString());
        Complaint composed = $"'{Long}'" + " is no number";
        Assert.Equal($"'{Quoted.Of(Long)}' is no number", composed.ToString());
        Assert.Throws<ArgumentException>(static () =>
        {
            Complaint wrong = $"{Long:no such format}";
        });
    }
}
