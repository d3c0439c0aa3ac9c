using SvaOrleans.Grains.Naming;
using SvaOrleans.Model;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Exit;

/// <summary>What a kernel generation does when the address space that an io_mm subscribes to exits: the notifier's release.</summary>
/// <remarks>It is a function and no object: it runs on the thread that dropped the last user, there is one for the whole process, and nothing
/// may be kept in it. <see cref="GenerationAttribute"/> says whose it is.</remarks>
public abstract class NotifierRelease
{
    /// <summary>Runs it, to its end.</summary>
    /// <param name="kernel">References.</param>
    /// <param name="stamp">When.</param>
    /// <param name="mm">The mm that exits.</param>
    /// <param name="subscriber">The io_mm whose notifier is called.</param>
    /// <returns>How many drivers were told, and when it was over.</returns>
    public abstract ValueTask<(int Bonds, Stamp Stamp)> Run(
        KernelReferences kernel,
        Stamp stamp,
        ObjectName mm,
        NotifierSubscription subscriber
    );
}
