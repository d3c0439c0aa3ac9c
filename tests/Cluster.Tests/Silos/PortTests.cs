using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Orleans.Network;
using SvaOrleans.Silo.Orleans.Processes;

namespace SvaOrleans.Cluster.Tests.Silos;

/// <summary>A silo's port is its own. Orleans by itself starts a second silo on the same port, or beside a program that shares ports as
/// it does.</summary>
public sealed class PortTests
{
    [Fact]
    public async Task A_second_silo_does_not_start_on_the_port_of_the_first()
    {
        var port = KernelSilo.FindFreePort();
        using var first = Silo(port);
        await first.StartAsync();
        using (var second = Silo(port))
        {
            Assert.True(ExclusiveListener.IsTaken(await Assert.ThrowsAnyAsync<Exception>(() => second.StartAsync())));
        }

        await first.StopAsync(new CancellationToken(canceled: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_silo_does_not_start_on_the_port_of_another_program(bool isShared)
    {
        using var other = Listen(KernelSilo.FindFreePort(), isShared);
        using var silo = Silo(((IPEndPoint)other.LocalEndPoint!).Port);
        Assert.True(ExclusiveListener.IsTaken(await Assert.ThrowsAnyAsync<Exception>(() => silo.StartAsync())));
    }

    [Fact]
    public async Task Nobody_who_shares_ports_gets_that_of_a_silo()
    {
        var port = KernelSilo.FindFreePort();
        using var silo = Silo(port);
        await silo.StartAsync();
        Assert.Equal(
            SocketError.AddressAlreadyInUse,
            Assert.Throws<SocketException>(() => Listen(port, isShared: true).Dispose()).SocketErrorCode
        );
        await silo.StopAsync(new CancellationToken(canceled: true));
    }

    private static IHost Silo(int port)
    {
        var events = new EventLog(keepsAll: false);
        return KernelSilo.Build(new("silo-0", port, port), 1_000, events, new(events));
    }

    // On Unix the option stands for SO_REUSEADDR and SO_REUSEPORT: it is what Orleans' own listener sets.
    private static Socket Listen(int port, bool isShared)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, isShared);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
