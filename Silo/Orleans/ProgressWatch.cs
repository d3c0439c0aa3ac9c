using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans;

/// <summary>Distinguishes long work from work that hangs. A cluster cannot know that an answer will never come; but if no kernel object
/// begins a request for long enough, none is about to.</summary>
/// <param name="requests">The number of requests that have begun; null if it is not known now.</param>
/// <param name="limit">How long, in wall time, no request may begin while work waits; longer if checks are late.</param>
/// <param name="time">The wall clock.</param>
internal sealed class ProgressWatch(Func<ValueTask<ulong?>> requests, TimeSpan limit, TimeProvider time)
{
    // Checks per limit: enough to keep the limit to a tenth, and few enough to cost nothing.
    private const int Looks = 10;

    private readonly TimeSpan _period = limit / Looks;

    /// <summary>Waits for work.</summary>
    /// <param name="task">The task that does it, for the message.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="SimulationHungException">The work makes no progress.</exception>
    public async Task<TResult> Await<TResult>(ObjectName task, Task<TResult> work)
    {
        // Read for the first time when the work turns out to be long.
        ulong? seen = null;
        var idle = 0;
        while (true)
        {
            try
            {
                return await work.WaitAsync(_period, time);
            }
            catch (TimeoutException timeout) when (work.IsFaulted)
            {
                throw new SimulationHungException($"a request of {task} was not answered in time: {timeout.Message}", timeout);
            }
            catch (TimeoutException) when (!work.IsCompleted)
            {
                // This counts checks, not time: if busy threads delay the work, they delay the checks as well.
                var now = await requests();
                if (now is not null && now != seen)
                {
                    (seen, idle) = (now, 0);
                }
                else if (++idle >= Looks)
                {
                    throw new SimulationHungException(
                        $"{task} waits for what will never happen: no kernel object has begun a request for {limit.TotalSeconds:0.###} s of wall time "
                            + $"({SvaSiloOptions.Section}:{nameof(SvaSiloOptions.HangLimit)}). The simulated engine names who waits for whom."
                    );
                }
            }
            catch (TimeoutException)
            {
                // The work completed between the time-out and the check; the next pass takes its result.
            }
        }
    }
}
