using SvaOrleans.Server.Tests.Processes;

namespace SvaOrleans.Server.Tests.Joining;

/// <summary>A silo that takes too long to join is not waited for; the server says which, and which setting allows more.</summary>
[Trait("Engine", "Orleans")]
public sealed class StartLimitTests
{
    [GroupFact]
    public async Task A_limit_that_is_none_is_told_before_a_silo_starts()
    {
        await using var up = UpProcess.Begin(["--silos", "1"], ("SvaOrleans__StartLimit", "00:00:00.5"));
        Assert.Equal(2, await up.Exit());
        Assert.EndsWith("expected a time span from 00:00:01 to 1.00:00:00", Assert.Single(up.Error), StringComparison.Ordinal);
    }

    [GroupFact]
    public async Task A_silo_that_is_too_slow_is_told()
    {
        await using var up = UpProcess.Begin(["--silos", "1"], ("SvaOrleans__StartLimit", "00:00:01"));
        Assert.Equal(2, await up.Exit());
        Assert.StartsWith(
            "sva up: silo-0 did not start within 00:00:01 (SvaOrleans:StartLimit); ",
            Assert.Single(up.Error),
            StringComparison.Ordinal
        );
    }
}
