using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Orleans.Concurrency;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Interfaces.Memory;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>docs/concurrency.md says what the code says: its tests exist, and its table of ranks names just the methods that
/// interleave.</summary>
public sealed class ConcurrencyPageTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        var rows = Rows(6).SkipWhile(cells => cells[0].Trim() != "kernel primitive").Skip(2).ToList();
        Assert.InRange(rows.Count, 20, 40);
        foreach (var cells in rows)
        {
            var named = Regex.Matches(cells[4], "`([^`]+)`").Select(match => match.Groups[1].Value).ToList();
            Assert.True(named.Count > 0, $"no test for {cells[0]}");
            Assert.All(named, name => Assert.True(Exists(name), $"{name}, named for {cells[0]}, does not exist"));
            foreach (Match quoted in Regex.Matches(cells[4], "\"([^\"]+)\""))
            {
                var race = quoted.Groups[1].Value.Replace("‖", "||", StringComparison.Ordinal);
                Assert.True(Races.All.Any(known => known.Name.Contains(race, StringComparison.Ordinal)), $"no race is called {race}");
            }

            Assert.True(
                !cells[4].Contains('‖', StringComparison.Ordinal) || cells[4].Contains('"', StringComparison.Ordinal),
                $"a race without quotes: {cells[4]}"
            );
        }
    }

    [Theory]
    [InlineData("mm", 1, typeof(IMmGrain))]
    [InlineData("io_mm", 2, typeof(IIoMmGrain))]
    [InlineData("domain", 3, typeof(IDomainGrain))]
    [InlineData("iommu", 4, typeof(IIommuGrain))]
    public void The_page_names_what_interleaves(string grain, int rank, Type face)
    {
        var row = Assert.Single(Rows(6), cells => cells[0].Trim() == $"{rank}" && cells[1].Trim() == $"`{grain}`");
        var methods = face.GetInterfaces()
            .Where(static above => above != typeof(IKernelObjectGrain))
            .Prepend(face)
            .SelectMany(static one => one.GetMethods())
            .ToArray();
        Assert.Equal(
            methods
                .Where(method => method.IsDefined(typeof(AlwaysInterleaveAttribute)))
                .Select(method => method.Name)
                .Order(StringComparer.Ordinal),
            Names(row[4]).Order(StringComparer.Ordinal)
        );
        Assert.All(
            Names(row[3]),
            name => Assert.Contains(methods, method => method.Name == name && !method.IsDefined(typeof(AlwaysInterleaveAttribute)))
        );
    }

    private static IEnumerable<string> Names(string cell) =>
        Regex.Matches(cell, "`([A-Z][A-Za-z]+)`").Select(match => match.Groups[1].Value);

    // Cells between the bars of a table's lines.
    private static IEnumerable<string[]> Rows(int bars) =>
        File.ReadLines(Path.Combine(Root, "docs/concurrency.md"))
            .Where(line => line.StartsWith('|') && line.Count(character => character == '|') == bars)
            .Select(line => line.Split('|')[1..^1]);

    private static bool Exists(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(Path.Combine(Root, name));
        }

        var (type, method) = name.Split('.') is [var owner, var member] ? (owner, member) : (name, "");
        return Directory
            .EnumerateFiles(Path.Combine(Root, "tests"), type + ".cs", SearchOption.AllDirectories)
            .Any(file => method.Length == 0 || File.ReadAllText(file).Contains("public void " + method, StringComparison.Ordinal));
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
