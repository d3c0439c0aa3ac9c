namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>What calls set that later calls of a task depend on.</summary>
internal static class TaskSettings
{
    /// <summary>Takes pidfd_open or personality.</summary>
    /// <param name="step">The call.</param>
    /// <param name="task">The caller.</param>
    public static void Take(StraceStep step, TraceTask task)
    {
        if (!step.Result.Outcome.Succeeded || !new StraceArguments(step.Arguments).TryNext(out var first))
        {
            return;
        }

        if (step.Call == CallKind.PidfdOpen)
        {
            var angle = first.IndexOf('<');
            if (
                StraceArguments.TryNumber(angle < 0 ? first : first[..angle], out var pid)
                && pid <= int.MaxValue
                && step.Result.Value <= int.MaxValue
            )
            {
                task.Group.Pidfds[(int)step.Result.Value] = (int)pid;
            }
        }
        else if (StraceFlags.TryParse(first, out var persona) && persona != uint.MaxValue)
        {
            task.ReadImpliesExec = (persona & StraceFlags.ReadImpliesExec) != 0;
        }
    }
}
