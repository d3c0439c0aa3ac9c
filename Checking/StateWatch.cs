using SvaOrleans.Grains.Kernel;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Checking;

/// <summary>Tells the engine which steps have changed their object: every step reads it, and it has written when the object's behaviour is another
/// one afterwards. So the explorer leaves out orders of steps that only look.</summary>
/// <param name="world">The world.</param>
public sealed class StateWatch(World world)
{
    private readonly Dictionary<Activation, (ulong StateHash, ulong PartialHash)> _last = [];
    private readonly HashSet<Boot> _over = [];

    /// <summary>Looks at every object, before a schedule begins.</summary>
    public void Begin()
    {
        _last.Clear();
        _over.Clear();
        foreach (var activation in world.Activations)
        {
            if (activation.Instance is IWatchedObject watched)
            {
                watched.TakeReadsOnlyPartial();
                _last.Add(activation, (watched.StateHash, watched.PartialHash));
            }
        }
    }

    /// <summary>A step has run.</summary>
    /// <param name="at">The activation where.</param>
    public void AfterStep(Activation at)
    {
        if (at.Instance is IKernelObject { InBoot: { IsOver: true } boot } && _over.Add(boot))
        {
            // All objects of a host look at its boot.
            world.Touch(Access.Everything | Access.Strays);
        }

        if (world.StepTurns == 0 || at.Instance is not IWatchedObject watched)
        {
            return;
        }

        var hasGlanced = watched.TakeReadsOnlyPartial();
        world.Touch(hasGlanced && world.StepTurns == 1 ? Access.Glances : Access.Reads);
        var now = (watched.StateHash, watched.PartialHash);
        if (!_last.TryGetValue(at, out var before) || before != now)
        {
            world.Touch(
                (before.StateHash == now.StateHash ? Access.None : Access.Writes)
                    | (before.PartialHash == now.PartialHash ? Access.None : Access.Shows)
            );
            _last[at] = now;
        }
    }
}
