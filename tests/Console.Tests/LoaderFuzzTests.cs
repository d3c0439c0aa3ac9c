using SvaOrleans.Documents;
using SvaOrleans.Scenarios;

namespace SvaOrleans.Console.Tests;

/// <summary>Whatever is done to a scenario file, the loader reads it or tells what is wrong, with a place; nothing else comes out of it.</summary>
public class LoaderFuzzTests
{
    public static TheoryData<int> Seeds() => new(Enumerable.Range(1, 12));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Damaged_files_are_read_or_refused(int seed)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var round = 0; round < 150; round++)
        {
            var file = Sva.ShippedScenarios[random.Next(Sva.ShippedScenarios.Length)];
            if (File.ReadAllText(file).Contains("workload:", StringComparison.Ordinal))
            {
                continue;
            }

            var bytes = Damage(File.ReadAllBytes(file), random);
            try
            {
                Assert.NotEmpty(ScenarioLoader.Load("damaged.yaml", Sva.Scenarios, bytes));
            }
            catch (InputException e)
            {
                refused++;
                Assert.StartsWith("damaged.yaml:", e.Message, StringComparison.Ordinal);
                Assert.True(e.Line >= 1 && e.Line <= bytes.Count(static b => b == '\n') + 2, e.Message);
            }
        }

        Assert.True(refused > 20);
    }

    [Fact]
    public void Every_beginning_of_a_file_is_read_or_refused()
    {
        var bytes = File.ReadAllBytes(Sva.Shipped("race-bind-and-kill.yaml"));
        var refused = 0;
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                ScenarioLoader.Load("cut.yaml", Sva.Scenarios, bytes.AsSpan(0, length));
            }
            catch (InputException)
            {
                refused++;
            }
        }

        Assert.True(refused > bytes.Length / 2);
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        var length = Math.Min(random.Next(1, 30), bytes.Length - at);
        return random.Next(5) switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], .. bytes[(at + length)..]],
            2 => [.. bytes[..at], .. bytes[random.Next(at + 1)..], .. bytes[at..]],
            3 => Flip(bytes, at, random),
            _ => [.. bytes[..at], (byte)"{}[]:,-#&*!|>'\"%@` \n\t"[random.Next(21)], .. bytes[at..]],
        };
    }

    private static byte[] Flip(byte[] bytes, int at, Random random)
    {
        byte[] flipped = [.. bytes];
        flipped[at] = (byte)random.Next(256);
        return flipped;
    }
}
