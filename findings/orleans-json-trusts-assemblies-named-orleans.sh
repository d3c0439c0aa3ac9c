#!/bin/sh
# Microsoft.Orleans.Server and .Persistence.Memory 10.4.2: grain state of a class without [GenerateSerializer], in memory storage (JSON).
#
# Guessed: a state class that can be written can be read back, and the name of a project makes no difference.
# Seen: it is written without an error. The next activation reads it back if the name of the class's assembly contains "Orleans"; in any
# other assembly the JSON's type is "not permitted by the configured type allow-list", and every later call of the grain fails.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >Program.cs <<'CS'
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime;

int port;
using (Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
{
    probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    port = ((IPEndPoint)probe.LocalEndPoint!).Port;
}

HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
builder.Logging.SetMinimumLevel(LogLevel.None);
builder.UseOrleans(silo => silo.UseLocalhostClustering(port, gatewayPort: 0).AddMemoryGrainStorageAsDefault());
using IHost host = builder.Build();
await host.StartAsync();
ICounter counter = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounter>("c");
int written = await counter.Add();
await counter.Leave();
string read;
try
{
    read = $"{await counter.Add()}";
}
catch (Exception e)
{
    read = e.GetType().Name;
}

Console.WriteLine($"{typeof(State).Assembly.GetName().Name}: written {written}, after the next activation {read}");
await host.StopAsync();

public sealed class State
{
    public int Count { get; set; }
}

public interface ICounter : IGrainWithStringKey
{
    Task<int> Add();

    Task Leave();
}

public sealed class CounterGrain([PersistentState("count")] IPersistentState<State> state) : Grain, ICounter
{
    public async Task<int> Add()
    {
        state.State.Count++;
        await state.WriteStateAsync();
        return state.State.Count;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
CS
for name in Bank BankOnOrleans; do
    mkdir "$name"
    cp Program.cs "$name"
    cat >"$name/$name.csproj" <<'XML'
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
    <PackageReference Include="Microsoft.Orleans.Persistence.Memory" Version="10.4.2" />
    <PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.14" />
  </ItemGroup>
</Project>
XML
    dotnet build "$name" -c Release -nologo -v quiet >build.log 2>&1 || { cat build.log; exit 1; }
done
seen=$(dotnet Bank/bin/Release/net10.0/Bank.dll; dotnet BankOnOrleans/bin/Release/net10.0/BankOnOrleans.dll)
printf '%s\n' "$seen"
expected='Bank: written 1, after the next activation OrleansException
BankOnOrleans: written 1, after the next activation 2'
[ "$seen" = "$expected" ] || { echo 'changed'; exit 1; }
echo 'as seen before'
