#!/bin/sh
# Microsoft.Orleans.Server 10.4.2: IGrainFactory.DeleteObjectReference<T>(IGrainObserver obj).
#
# Guessed: CreateObjectReference<T>(IGrainObserver obj) takes the object. Its counterpart has a parameter of the same type and name, so it
# takes the object too.
# Seen: it takes the reference. The object itself is refused by ArgumentException, and continues to receive the grains' calls.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >observer.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Orleans.Server" Version="10.4.2" />
    <PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.14" />
  </ItemGroup>
</Project>
XML
cat >Program.cs <<'CS'
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

int port;
using (Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
{
    probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    port = ((IPEndPoint)probe.LocalEndPoint!).Port;
}

HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.UseOrleans(silo => silo.UseLocalhostClustering(port, gatewayPort: 0));
using IHost host = builder.Build();
await host.StartAsync();
IGrainFactory factory = host.Services.GetRequiredService<IGrainFactory>();
Listener listener = new();
IListener reference = factory.CreateObjectReference<IListener>(listener);
Console.WriteLine($"by the object: {Deletion(listener)}");
await factory.GetGrain<ITeller>("t").Tell(reference);
Console.WriteLine($"heard afterwards: {listener.Heard}");
Console.WriteLine($"by the reference: {Deletion(reference)}");
await host.StopAsync();

string Deletion(IListener by)
{
    try
    {
        factory.DeleteObjectReference<IListener>(by);
        return "deleted";
    }
    catch (Exception e)
    {
        return e.GetType().Name;
    }
}

public interface IListener : IGrainObserver
{
    Task Hear(string news);
}

public sealed class Listener : IListener
{
    public string Heard { get; private set; } = "nothing";

    public Task Hear(string news)
    {
        Heard = news;
        return Task.CompletedTask;
    }
}

public interface ITeller : IGrainWithStringKey
{
    Task Tell(IListener listener);
}

public sealed class TellerGrain : Grain, ITeller
{
    public Task Tell(IListener listener) => listener.Hear("news");
}
CS
dotnet build observer.csproj -c Release -nologo -v quiet >build.log 2>&1 || { cat build.log; exit 1; }
seen=$(dotnet bin/Release/net10.0/observer.dll)
printf '%s\n' "$seen"
expected='by the object: ArgumentException
heard afterwards: news
by the reference: deleted'
[ "$seen" = "$expected" ] || { echo 'changed'; exit 1; }
echo 'as seen before'
