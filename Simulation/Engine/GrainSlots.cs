namespace SvaOrleans.Simulation.Engine;

/// <summary>Which identities of a world have an activation, a message or a call.</summary>
internal static class GrainSlots
{
    internal static HashSet<GrainSlot> InUse(World world)
    {
        HashSet<GrainSlot> used = [.. world.Activations.Select(static activation => activation.Slot)];
        for (var i = 0; i < world.Ready.Count; i++)
        {
            AddSlotsOf(world.Ready[i], used);
        }

        foreach (var message in world.Injection.Held)
        {
            AddSlotsOf(message, used);
        }

        foreach (var request in world.Calls.Pending.Requests())
        {
            AddSlotsOf(request, used);
        }

        return used;
    }

    private static void AddSlotsOf(Step step, HashSet<GrainSlot> slots)
    {
        slots.Add(step.Grain);
        if (step is GrainRequest { Target: { } target } request)
        {
            slots.Add(target);
            if (request.Caller is { } caller)
            {
                slots.Add(caller.Slot);
            }
        }
    }
}
