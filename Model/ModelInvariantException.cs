using System.Globalization;
using System.Runtime.CompilerServices;

namespace SvaOrleans.Model;

/// <summary>A state that must never be: a fault of the protocol under test, or of this program, never of a person's input.</summary>
public sealed class ModelInvariantException : Exception
{
    /// <summary>A broken invariant without a number.</summary>
    public ModelInvariantException() { }

    /// <summary>A broken invariant without a number.</summary>
    /// <param name="message">The error.</param>
    public ModelInvariantException(string message)
        : base(message) { }

    /// <summary>A broken invariant without a number.</summary>
    /// <param name="message">The error.</param>
    /// <param name="innerException">The reason.</param>
    public ModelInvariantException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>A broken invariant.</summary>
    /// <param name="invariant">Its number, 1 to 41, as in the list of invariants; 0 for a structure of the model that contradicts
    /// itself.</param>
    /// <param name="what">The error.</param>
    public ModelInvariantException(int invariant, string what)
        : base(string.Create(CultureInfo.InvariantCulture, $"invariant {invariant}: {what}")) => Invariant = invariant;

    /// <summary>The invariant's number; 0 for a structure of the model that contradicts itself.</summary>
    public int Invariant { get; }

    internal static void Require(bool holds, int invariant, string what)
    {
        if (!holds)
        {
            throw new ModelInvariantException(invariant, what);
        }
    }

    // States are checked at every step of an exploration, so a sentence is composed only when it is needed.
    internal static void Require(bool holds, int invariant, [InterpolatedStringHandlerArgument(nameof(holds))] ref Sentence what)
    {
        if (!holds)
        {
            throw new ModelInvariantException(invariant, what.ToString());
        }
    }
}
