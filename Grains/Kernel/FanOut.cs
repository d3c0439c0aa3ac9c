#pragma warning disable CA2012 // Calls that are under way are kept in an array, and each is awaited once.

using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using SvaOrleans.Grains.Pooling;

namespace SvaOrleans.Grains.Kernel;

/// <summary>Calls several objects concurrently and awaits all.</summary>
internal static class FanOut
{
    /// <summary>Calls all; the results are in the order of the arguments, in any order of arrival. If calls fail, the exception of the
    /// first failed call in that order is thrown, after all calls have ended.</summary>
    /// <typeparam name="TAsked">An object to call.</typeparam>
    /// <typeparam name="TAnswer">Its answer.</typeparam>
    /// <param name="asked">The objects to call.</param>
    /// <param name="ask">The call of one object.</param>
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
