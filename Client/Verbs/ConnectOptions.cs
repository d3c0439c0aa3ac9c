using System.CommandLine;

namespace SvaOrleans.Client.Verbs;

/// <summary>The options of every verb that can use a cluster elsewhere.</summary>
internal static class ConnectOptions
{
    /// <summary><c>--connect</c>.</summary>
    public static Option<string?> Connect() =>
        new("--connect")
        {
            Description = "Run on the cluster at this address, which sva up printed; its token, if it asks for one, in SVA_TOKEN.",
            HelpName = "address",
        };

    /// <summary><c>--keep</c>.</summary>
    public static Option<bool> Keep() =>
        new("--keep") { Description = "With --connect: leave the hosts up when the run has ended, to be looked at on the pages." };
}
