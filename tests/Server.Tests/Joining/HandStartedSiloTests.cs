using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using SvaOrleans.Server.Tests.Processes;

namespace SvaOrleans.Server.Tests.Joining;

/// <summary>The program's own silo, started by hand.</summary>
[Trait("Engine", "Orleans")]
public sealed class HandStartedSiloTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("garbage\n")]
    [InlineData("{}\n")]
    [InlineData("null\n")]
    [InlineData("{\"certificate\":\"AAAA\",\"authority\":\"AAAA\",\"storage\":null}\n")]
    public async Task Without_what_a_server_hands_over_it_refuses_in_one_line(string input)
    {
        using var silo = Start(PortOfNobody, PortOfNobody);
        await silo.StandardInput.WriteAsync(input);
        silo.StandardInput.Close();
        await Refuses(silo);
    }

    [Fact]
    public async Task An_input_without_an_end_is_not_read_to_it()
    {
        using var silo = Start(PortOfNobody, PortOfNobody);
        try
        {
            await silo.StandardInput.WriteAsync(new string('{', 1 << 20));
        }
        catch (IOException)
        {
            // It has ended before the end of that.
        }

        await Refuses(silo);
    }

    [Fact]
    public async Task An_input_that_says_nothing_is_not_waited_for()
    {
        using var silo = Start(PortOfNobody, PortOfNobody);
        await Refuses(silo);
    }

    [GroupFact]
    public async Task A_certificate_that_somebody_else_has_made_opens_nothing()
    {
        await using var server = await UpProcess.Start(["--silos", "2"]);
        using var silo = Start(Storage.PostgresServer.FreePort(), server.Primary());
        try
        {
            _ = silo.StandardError.ReadToEndAsync();
            await silo.StandardInput.WriteLineAsync(MakeHandover());
            var address = await silo.StandardOutput.ReadLineAsync().WaitAsync(Limit);
            Assert.StartsWith("address ", address, StringComparison.Ordinal);

            // A server may have more to say before.
            await silo.StandardInput.WriteLineAsync("activity\noutage");
            await silo.StandardInput.WriteLineAsync("known " + address!["address ".Length..]);
            var next = silo.StandardOutput.ReadLineAsync();
            await Crashes.SiloDeathTests.Until(async () => (await server.Cluster()).RefusedConnections > 1);
            Assert.Equal(["silo-0", "silo-1"], (await server.BootHosts(12)).Distinct().Order(StringComparer.Ordinal));
            Assert.False(next.IsCompletedSuccessfully && await next is "ready", "it has joined");
            Assert.Empty((await server.Cluster()).UnknownMembers);
        }
        finally
        {
            silo.Kill();
        }
    }

    private static int PortOfNobody => Storage.PostgresServer.FreePort();

    private static Process Start(int port, int primary)
    {
        string[] words =
        [
            Path.Combine(AppContext.BaseDirectory, "sva.dll"),
            "silo",
            "--name",
            "silo-2",
            "--port",
            $"{port}",
            "--primary",
            $"{primary}",
        ];
        return Process.Start(
            new ProcessStartInfo("dotnet", words)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
    }

    private static async Task Refuses(Process silo)
    {
        var (said, complained) = (silo.StandardOutput.ReadToEndAsync(), silo.StandardError.ReadToEndAsync());
        await silo.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal((2, ""), (silo.ExitCode, await said));
        Assert.Equal(
            "sva silo: its standard input does not hold what a server hands to the silos that it starts; "
                + "expected to be started by sva up\n",
            await complained
        );
    }

    private static string MakeHandover()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silo-2", key, HashAlgorithmName.SHA256);
        using var own = request.CreateSelfSigned(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return JsonSerializer.Serialize(
            new
            {
                certificate = own.Export(X509ContentType.Pkcs12),
                authority = own.RawData,
                storage = (object?)null,
            }
        );
    }
}
