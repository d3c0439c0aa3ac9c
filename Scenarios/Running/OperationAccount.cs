using System.Collections.Immutable;
using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Scenarios.Running;

/// <summary>The outcomes of the operations that a client requested. Each step of a program is one operation, and so is each step of a
/// branch; each is counted in exactly one column.</summary>
/// <param name="Done">Carried out, with success.</param>
/// <param name="Refused">Carried out, and the kernel said no: an errno.</param>
/// <param name="Unknown">Sent, and no answer will come: its host crashed or was switched off, or cannot be reached.</param>
/// <param name="NotSent">Never sent.</param>
public sealed record OperationAccount(long Done, long Refused, long Unknown, long NotSent)
{
    /// <summary>Nothing wanted, nothing done.</summary>
    public static OperationAccount Empty { get; } = new(0, 0, 0, 0);

    /// <summary>All operations; that this is the number of those wanted is what the account is for.</summary>
    public long Sum => Done + Refused + Unknown + NotSent;

    /// <summary>Both together.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static OperationAccount operator +(OperationAccount left, OperationAccount right) =>
        new(left.Done + right.Done, left.Refused + right.Refused, left.Unknown + right.Unknown, left.NotSent + right.NotSent);

    /// <summary>Both together.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static OperationAccount Add(OperationAccount left, OperationAccount right) => left + right;

    /// <summary>A program that has ended.</summary>
    /// <param name="program">The program.</param>
    /// <param name="result">Its results. An operation without a result is counted as unknown.</param>
    public static OperationAccount Of(Program program, RunResult result)
    {
        var refused = result.Results.LongCount(static step => !step.Error.IsSuccess);
        return new(result.Results.Length - refused, refused, Count(program) - result.Results.Length, 0);
    }

    /// <summary>A program that was sent and not answered.</summary>
    /// <param name="program">The program.</param>
    public static OperationAccount OfUnknown(Program program) => new(0, 0, Count(program), 0);

    /// <summary>A program that was not sent.</summary>
    /// <param name="program">The program.</param>
    public static OperationAccount OfNotSent(Program program) => new(0, 0, 0, Count(program));

    /// <summary>How many operations a program asks for.</summary>
    /// <param name="program">The program.</param>
    public static long Count(Program program) => Count(program.Steps);

    private static long Count(ImmutableArray<Step> steps) =>
        steps.Sum(static step => step is ParallelStep parallel ? parallel.Branches.Sum(static branch => Count(branch.Steps)) : 1);
}
