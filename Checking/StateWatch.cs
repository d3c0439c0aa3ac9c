using SvaOrleans.Grains.Kernel;
using SvaOrleans.Simulation;

namespace SvaOrleans.Checking;

/// <summary>Tells the engine which steps have changed their object: every step reads it, and it has written when the object's behaviour is another
/// one afterwards. So the explorer leaves out orders of steps that only look.</summary>
/// <param name="world">The world.</param>
public sealed class StateWatch(World world)
{
    private readonly Dictionary<Activation, ulong> last = [];
    private readonly HashSet<Boot> over = [];

    /// <summary>Looks at every object, before a schedule begins.</summary>
    public void Begin()
    {
        last.Clear();
        over.Clear();
        foreach (var activation in world.Activations)
        {
            if (activation.Instance is IWatchedObject watched)
            {
                last.Add(activation, watched.Behaviour);
            }
        }
    }

    /// <summary>A step has run.</summary>
    /// <param name="at">The activation where.</param>
    public void AfterStep(Activation at)
    {
        if (at.Instance is IKernelObject { InBoot: { IsOver: true } boot } && over.Add(boot))
        {
            // All objects of a host look at its boot.
            world.Touch(Access.Everything | Access.Strays);
        }

        if (!world.StepRunsCode || at.Instance is not IWatchedObject watched)
        {
            return;
        }

        var now = watched.Behaviour;
        var isChanged = !last.TryGetValue(at, out var before) || before != now;
        world.Touch(isChanged ? Access.Reads | Access.Writes : Access.Reads);
        if (isChanged)
        {
            last[at] = now;
        }
    }
}
