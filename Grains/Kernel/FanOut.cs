#pragma warning disable CA2012 // Calls that are under way are kept in an array, and each is awaited once.

using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using SvaOrleans.Grains.Pooling;

namespace SvaOrleans.Grains.Kernel;

/// <summary>Asks many at once and waits for all.</summary>
internal static class FanOut
{
    /// <summary>Asks; the answers stand in the order of those who were asked, whichever came first. When asking some fails, all others have
    /// answered too by the time the first one's fault, in that order, is thrown.</summary>
    /// <typeparam name="TAsked">Who is asked.</typeparam>
    /// <typeparam name="TAnswer">What is answered.</typeparam>
    /// <param name="asked">Who is asked.</param>
    /// <param name="ask">Asks one.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public static async ValueTask<TAnswer[]> Ask<TAsked, TAnswer>(IReadOnlyList<TAsked> asked, Func<TAsked, ValueTask<TAnswer>> ask)
    {
        if (asked.Count == 1)
        {
            return [await ask(asked[0])];
        }

        var calls = new ValueTask<TAnswer>[asked.Count];
        for (var index = 0; index < calls.Length; index++)
        {
            calls[index] = ask(asked[index]);
        }

        // Await in a fixed order, so the order of arrival cannot change the result.
        var answers = new TAnswer[calls.Length];
        ExceptionDispatchInfo? fault = null;
        for (var index = 0; index < calls.Length; index++)
        {
            try
            {
                answers[index] = await calls[index];
            }
            catch (Exception e)
            {
                fault ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        fault?.Throw();
        return answers;
    }
}
