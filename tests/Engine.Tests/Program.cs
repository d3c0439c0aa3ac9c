using SvaOrleans.Engine.Tests.Scheduling;

namespace SvaOrleans.Engine.Tests;

/// <summary>Prints the hash of a run, so that a test can compare two processes.</summary>
public static class Program
{
    public static int Main(string[] arguments)
    {
        Console.WriteLine(Crowd.Run(ulong.Parse(arguments[0])).ToString("x16"));
        return 0;
    }
}
