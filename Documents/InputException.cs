using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Documents;

/// <summary>Input from people that cannot be used: says in which file, where, what is wrong and what was expected.</summary>
/// <remarks>The console prints <see cref="Exception.Message"/> as it is and ends with exit code 2.</remarks>
public sealed class InputException : Exception
{
    /// <summary>Makes the report.</summary>
    /// <param name="file">Name of the file or folder as the user gave it.</param>
    /// <param name="line">Line, from 1; 0 when the file as a whole is meant.</param>
    /// <param name="column">Column, from 1; 0 when the whole line is meant.</param>
    /// <param name="problem">The problem, without a full stop.</param>
    /// <param name="expected">What should have been there; empty when the problem says it.</param>
    /// <param name="inner">What it was noticed by.</param>
    public InputException(string file, long line, int column, Complaint problem, string expected = "", Exception? inner = null)
        : base(Compose(file, line, column, problem.ToString(), Quoted.Part(expected)), inner)
    {
        File = file;
        Line = line;
        Column = column;
        Problem = problem.ToString();
        Expected = Quoted.Part(expected);
    }

    /// <summary>Name of the file or folder.</summary>
    public string File { get; }

    /// <summary>Line, from 1; 0 when the file as a whole is meant.</summary>
    public long Line { get; }

    /// <summary>Column, from 1; 0 when the whole line is meant.</summary>
    public int Column { get; }

    /// <summary>The problem.</summary>
    public string Problem { get; }

    /// <summary>What should have been there; may be empty.</summary>
    public string Expected { get; }

    private static string Compose(string file, long line, int column, string problem, string expected)
    {
        file = Quoted.Path(file);
        var place = (line, column) switch
        {
            (0, _) => file,
            (_, 0) => FormattableString.Invariant($"{file}:{line}"),
            _ => FormattableString.Invariant($"{file}:{line}:{column}"),
        };
        return PrintableText.OneLine(expected.Length == 0 ? $"{place}: {problem}" : $"{place}: {problem}; expected {expected}");
    }
}
