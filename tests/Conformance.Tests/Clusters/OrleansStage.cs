using System.Diagnostics;
using System.Reflection;
using Orleans.TestingHost;

namespace SvaOrleans.Conformance.Tests.Clusters;

internal sealed class OrleansStage(InProcessTestCluster cluster, int run) : Stage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public override TimeProvider Clock => TimeProvider.System;

    public override IGrainFactory Factory => cluster.Client;

    public override int Run => run;

    public override T Grain<T>(string grainType, string key) => cluster.Client.GetGrain<T>(GrainId.Create(grainType, $"{run}-{key}"));

    // Not part of Orleans' interface, and the only way to know that a request has arrived and was not admitted.
    public override int WaitingAt(IAddressable grain) =>
        Find(grain) is not { } context ? 0
        : context.GetType().GetProperty("WaitingCount", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            is { } property
            ? (int)property.GetValue(context)!
        : throw new InvalidOperationException($"{context.GetType()} does not tell how many requests wait.");

    public override bool IsActive(IAddressable grain) => Find(grain) is not null;

    public override string SiloOf(IAddressable grain) => Handle(Find(grain)!.Address.SiloAddress!).Name;

    public override async Task Kill(string silo)
    {
        await cluster.KillSiloAsync(cluster.Silos.Single(s => s.Name == silo));
        await cluster.WaitForLivenessToStabilizeAsync(didKill: true);
    }

    public override async Task Stop(string silo)
    {
        await cluster.StopSiloAsync(cluster.Silos.Single(s => s.Name == silo));
        await cluster.WaitForLivenessToStabilizeAsync();
    }

    public override Task CollectIdle() => cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    protected override IEnumerable<Task> Pauses()
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            yield return Pause();
        }

        static async Task Pause() => await Task.Yield();
    }

    private InProcessSiloHandle Handle(SiloAddress address) => cluster.Silos.Single(s => s.SiloAddress.Equals(address));

    private IGrainContext? Find(IAddressable grain) => cluster.TryGetGrainContext(grain.GetGrainId(), out var context) ? context : null;
}
