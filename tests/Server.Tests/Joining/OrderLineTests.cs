using System.Diagnostics;
using SvaOrleans.Silo.Orleans.Placement;
using SvaOrleans.Silo.Orleans.Processes;

namespace SvaOrleans.Server.Tests.Joining;

/// <summary>Several of the server's threads give a silo orders at once.</summary>
[Trait("Engine", "Orleans")]
public sealed class OrderLineTests
{
    private const int Threads = 4;
    private const int Orders = 5_000;

    [Fact]
    public async Task Each_order_is_a_line_of_its_own()
    {
        var file = Path.GetTempFileName();
        using var process = Process.Start(
            new ProcessStartInfo("tee", [file]) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        using var silo = new SiloProcess("silo-0", process);
        var known = KnownSilos.Of(SiloAddress.FromParsableString("127.0.0.1:11111@1"));
        using var start = new Barrier(Threads);
        await Task.WhenAll(
            Enumerable
                .Range(0, Threads)
                .Select(thread =>
                    Task.Factory.StartNew(
                        () =>
                        {
                            start.SignalAndWait();
                            for (var order = 0; order < Orders; order++)
                            {
                                if (thread % 2 == 0)
                                {
                                    silo.Tell(known);
                                }
                                else
                                {
                                    silo.TellOutage();
                                }
                            }
                        },
                        TaskCreationOptions.LongRunning
                    )
                )
        );
        process.StandardInput.Close();
        await silo.Exited.WaitAsync(TimeSpan.FromSeconds(60));
        var lines = await File.ReadAllLinesAsync(file);
        File.Delete(file);
        Assert.Equal(Threads * Orders, lines.Length);
        Assert.DoesNotContain(lines, line => line != SiloProgram.Outage && line != $"{SiloProgram.Known} {known.Line}");
    }
}
