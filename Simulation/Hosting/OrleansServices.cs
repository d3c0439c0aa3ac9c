using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.GrainReferences;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Timers;
using SvaOrleans.Simulation.Hosting.Activations;
using SvaOrleans.Simulation.Hosting.Calls;
using SvaOrleans.Simulation.Hosting.Persistence;
using SvaOrleans.Simulation.Hosting.References;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>The container of a silo that never starts: Orleans' resolvers, codecs and copiers, and ours where a call, an activation or time is concerned.</summary>
internal static class OrleansServices
{
    internal static ServiceProvider Build(
        IReadOnlyList<(Assembly Assembly, Func<Type, bool> IsWanted)> assemblies, IReadOnlyList<Action<ISiloBuilder>> configure, VirtualClock clock)
    {
        ServiceCollection services = new();
        services.AddOrleans(silo =>
        {
            foreach (Action<ISiloBuilder> apply in configure)
            {
                apply(silo);
            }
        });
        services.AddSerializer(serializer =>
        {
            foreach ((Assembly assembly, _) in assemblies)
            {
                serializer.AddAssembly(assembly);
            }
        });
        services.PostConfigure<GrainTypeOptions>(options => Keep(options, assemblies));
        services.AddSingleton<CallRuntime>();
        services.Replace(ServiceDescriptor.Singleton<IGrainReferenceRuntime>(static given => given.GetRequiredService<CallRuntime>()));
        services.RemoveAll<IGrainReferenceActivatorProvider>();
        services.AddSingleton<IGrainReferenceActivatorProvider, ReferenceActivators>();
        services.Replace(ServiceDescriptor.Singleton<IClusterManifestProvider, LocalManifest>());
        services.AddSingleton<StateFactory>();
        services.Replace(ServiceDescriptor.Singleton<IPersistentStateFactory>(static given => given.GetRequiredService<StateFactory>()));
        services.AddSingleton<ClusterHolder>();
        services.Replace(ServiceDescriptor.Singleton<IGrainFactory>(static given => given.GetRequiredService<ClusterHolder>().Cluster.GrainFactory));
        services.Replace(ServiceDescriptor.Singleton<IGrainRuntime>(static given => given.GetRequiredService<ClusterHolder>().Cluster.GrainRuntime));
        services.Replace(ServiceDescriptor.Singleton<ITimerRegistry>(static given => given.GetRequiredService<ClusterHolder>().Cluster.GrainRuntime));
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        return services.BuildServiceProvider();
    }

    // Orleans knows the grains of every assembly that the program refers to; a cluster of ours knows those that were added, and what they refer to.
    private static void Keep(GrainTypeOptions options, IReadOnlyList<(Assembly Assembly, Func<Type, bool> IsWanted)> assemblies)
    {
        Dictionary<Assembly, Func<Type, bool>> wanted = [];
        foreach ((Assembly assembly, Func<Type, bool> isWanted) in assemblies)
        {
            Add(assembly, isWanted, wanted);
        }

        options.Classes.RemoveWhere(type => !IsWanted(type));
        options.Interfaces.RemoveWhere(type => !IsWanted(type));

        bool IsWanted(Type type) => IsOrleans(type.Assembly) || (wanted.TryGetValue(type.Assembly, out Func<Type, bool>? isWanted) && isWanted(type));
    }

    private static void Add(Assembly assembly, Func<Type, bool> isWanted, Dictionary<Assembly, Func<Type, bool>> wanted)
    {
        if (!wanted.TryAdd(assembly, isWanted))
        {
            return;
        }

        foreach (AssemblyName name in assembly.GetReferencedAssemblies())
        {
            if (!name.Name!.StartsWith("System", StringComparison.Ordinal) && !name.Name.StartsWith("Microsoft.", StringComparison.Ordinal)
                && !name.Name.StartsWith("Orleans.", StringComparison.Ordinal) && name.Name is not ("mscorlib" or "netstandard")
                && !name.Name.StartsWith("xunit.", StringComparison.Ordinal))
            {
                Add(Assembly.Load(name), isWanted, wanted);
            }
        }
    }

    private static bool IsOrleans(Assembly assembly) => assembly.GetName().Name!.StartsWith("Orleans.", StringComparison.Ordinal);

    /// <summary>The cluster that the container serves; it is made after the container.</summary>
    internal sealed class ClusterHolder
    {
        internal SimulatedCluster Cluster { get; set; } = null!;
    }
}
