using SvaOrleans.Model;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans;

/// <summary>Tells work that takes long from work that hangs: no cluster can know that nobody will ever answer, but when no kernel object
/// begins a request for long enough, nobody is about to.</summary>
/// <param name="requests">How many requests have begun; null when that cannot be told now.</param>
/// <param name="limit">How long, in wall time, none may begin while work waits; longer where looks come late.</param>
/// <param name="time">The wall clock.</param>
internal sealed class ProgressWatch(Func<ValueTask<ulong?>> requests, TimeSpan limit, TimeProvider time)
{
    // Often enough that the limit is kept to a tenth, and never so often that watching costs.
    private const int Looks = 10;

    private readonly TimeSpan _period = limit / Looks;

    /// <summary>Waits for work.</summary>
    /// <param name="task">Who works, for the report.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="SimulationHungException">It makes no progress.</exception>
    public async Task<TResult> Await<TResult>(ObjectName task, Task<TResult> work)
    {
        // Asked for the first time when the work turns out to be long.
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
                // Looks are counted, not the time: when threads have so much to do that the work waits for one, this waits with it.
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
                // Completed between the time-out and the question; the next turn takes the result.
            }
        }
    }
}
