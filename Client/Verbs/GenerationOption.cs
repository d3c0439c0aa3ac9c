using System.CommandLine;
using SvaOrleans.Documents;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Verbs;

/// <summary>The option that runs a scenario on another kernel than its file says.</summary>
internal static class GenerationOption
{
    private const string Name = "--generation";

    public static Option<string?> Create() =>
        new(Name)
        {
            Description =
                $"The kernel generation of every host, whatever the scenario says: {string.Join(" or ", KernelGenerations.Known)}.",
        };

    /// <summary>Reads the name that the user typed.</summary>
    /// <exception cref="InputException">There is no such generation.</exception>
    public static string? Read(string? text) =>
        text is null || KernelGenerations.Known.Contains(text)
            ? text
            : throw new InputException(Name, 0, 0, $"there is no kernel generation '{text}'", string.Join(" or ", KernelGenerations.Known));
}
