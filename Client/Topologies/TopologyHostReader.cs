using SvaOrleans.Client.Scenarios.Plan;
using SvaOrleans.Client.Scenarios.Yaml;
using SvaOrleans.Inputs;
using SvaOrleans.Interfaces;

namespace SvaOrleans.Client.Topologies;

/// <summary>Reads a host that is an imported machine.</summary>
internal sealed class TopologyHostReader(string file, string folder, string host, string generation, HostSettings settings)
{
    /// <summary>Reads it.</summary>
    /// <param name="node">The host's mapping.</param>
    public HostPlan Read(YamlMapping node)
    {
        _ = (folder, host, generation, settings);
        throw new InputException(file, node.Place.Line, node.Place.Column, "topologies are not read yet");
    }
}
