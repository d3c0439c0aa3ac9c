using SvaOrleans.Samples.BankAccount;

namespace SvaOrleans.Exploration.Tests;

public sealed class SampleTests
{
    /// <summary>The sample's own program, as its reader runs it.</summary>
    [Fact]
    public void The_bank_account_is_found_overdrawn_in_six_steps()
    {
        var before = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        int? code;
        try
        {
            code = (int?)typeof(Account).Assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Equal(1, code);
        Assert.Contains("never overdrawn: the balance is -40", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("  6  auditor/the   ..> account/alice  Agrees answers", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("again: sva1.", output.ToString(), StringComparison.Ordinal);
    }
}
