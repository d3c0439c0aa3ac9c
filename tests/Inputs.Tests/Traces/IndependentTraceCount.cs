using System.Text.RegularExpressions;

namespace SvaOrleans.Inputs.Tests.Traces;

/// <summary>Counts a trace of the form "PID SECONDS text" a second way: whole file in memory, one regular expression
/// per question, no task model.</summary>
internal sealed partial class IndependentTraceCount
{
    public IndependentTraceCount(string[] lines)
    {
        var flagsOf = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            var parts = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            var (pid, body) = (parts[0], parts[2]);
            Tasks.Add(pid);
            if (CallStart().Match(body) is { Success: true } call)
            {
                Calls[call.Groups[1].Value] = Calls.GetValueOrDefault(call.Groups[1].Value) + 1;
            }

            if (NewTask().Match(body) is { Success: true } clone)
            {
                var second = body.StartsWith("<...", StringComparison.Ordinal);
                var call2 = second ? flagsOf[pid] : body;
                if (int.TryParse(clone.Groups[1].Value, out _))
                {
                    var thread = call2.Contains("CLONE_THREAD");
                    var sharesMemory = call2.StartsWith("vfork", StringComparison.Ordinal) || call2.Contains("CLONE_VM");
                    Threads += thread ? 1 : 0;
                    Vforks += sharesMemory && !thread ? 1 : 0;
                    Forks += sharesMemory ? 0 : 1;
                }
            }

            if (body.Contains("<unfinished ...>") && (body.Contains("clone") || body.StartsWith("vfork", StringComparison.Ordinal)))
            {
                flagsOf[pid] = body;
            }

            Execs += body.StartsWith("execve(", StringComparison.Ordinal) && body.EndsWith(" = 0", StringComparison.Ordinal) ? 1 : 0;
            Execs += body == "<... execve resumed>) = 0" ? 1 : 0;
            var ending =
                body.StartsWith("+++ exited with ", StringComparison.Ordinal) ? "exit " + body.Split(' ')[3]
                : body.StartsWith("+++ killed by ", StringComparison.Ordinal) ? body.Split(' ')[3]
                : null;
            if (ending is not null)
            {
                Exits[ending] = Exits.GetValueOrDefault(ending) + 1;
            }
        }
    }

    public HashSet<string> Tasks { get; } = [];

    public int Forks { get; }

    public int Vforks { get; }

    public int Threads { get; }

    public int Execs { get; }

    // Every fork copies one, every exec makes one; the first task's begins with its exec.
    public int AddressSpaces => Forks + Execs;

    public Dictionary<string, long> Exits { get; } = [];

    public Dictionary<string, long> Calls { get; } = [];

    [GeneratedRegex(@"^([a-z0-9_]+)\(")]
    private static partial Regex CallStart();

    [GeneratedRegex(@"^(?:<\.\.\. )?(?:clone3?|vfork|fork)\b.*\)\s*= (-?\d+)$")]
    private static partial Regex NewTask();
}
