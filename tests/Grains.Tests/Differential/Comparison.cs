using System.Collections.Immutable;
using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Grains.Tests.Reference;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using Strategy = SvaOrleans.Simulation.Engine.Strategies.Strategy;

namespace SvaOrleans.Grains.Tests.Differential;

/// <summary>Runs a sequential program on the grains and on the reference and reports the first difference.</summary>
internal static class Comparison
{
    /// <summary>The first difference; null when there is none.</summary>
    public static string? Run(HostSpec spec, IEnumerable<Step> program, Strategy strategy)
    {
        var machine = new Machine(spec, strategy);
        var reference = new RefKernel(spec);
        foreach (var step in program)
        {
            if (!reference.IsLegal(step))
            {
                continue;
            }

            var before = machine.Events.Count;
            StepResult done;
            try
            {
                done = machine.One(_ => step);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                return $"{step}: {failure}";
            }

            var expected = reference.Execute(step);
            var callbacks = reference.TakeTrace();
            var difference = step is PutMmStep { IsAsync: true } ? null : Difference("answer", expected.Error, done.Error);
            difference ??= step is BindStep or OpenStep ? Difference("PASID", expected.Pasid, done.Pasid?.Value) : null;
            difference ??= Difference(
                "callbacks",
                string.Join("; ", callbacks),
                string.Join("; ", Observed.Trace(machine.Events.Skip(before)))
            );
            difference ??= Difference("broken contracts", reference.Violations, machine.Happened(SvaEventKind.ContractViolation).Count);
            difference ??= Difference("warnings", reference.Warnings, machine.Happened(SvaEventKind.Warning).Count);
            difference ??= Difference(
                "verdicts",
                "",
                string.Join("; ", machine.Happened(SvaEventKind.Verdict).Select(verdict => verdict.Note))
            );
            difference ??= Difference(
                "state",
                string.Join('\n', reference.State()),
                Try(() =>
                {
                    machine.AssertSound();
                    return string.Join('\n', Observed.State(machine));
                })
            );
            if (difference is not null)
            {
                return $"{step}\n{difference}";
            }
        }

        return null;
    }

    /// <summary>Drops steps as long as the programs still part, and says what is left in a form that can be read and replayed.</summary>
    public static string Shrink(HostSpec spec, ImmutableArray<Step> program, Func<Strategy> strategy)
    {
        for (var size = Math.Max(1, program.Length / 2); size >= 1; size /= 2)
        {
            for (var start = 0; start + size <= program.Length; )
            {
                var shorter = program.RemoveRange(start, size);
                if (Run(spec, shorter, strategy()) is null)
                {
                    start += size;
                }
                else
                {
                    program = shorter;
                }
            }
        }

        var devices = string.Join('\n', spec.Devices.Select(device => "  " + device));
        return $"{Run(spec, program, strategy())}\nafter\n{string.Join('\n', program.Select(step => "  " + step))}\non\n{devices}";
    }

    private static string Try(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure.Message;
        }
    }

    private static string? Difference<T>(string what, T expected, T actual) =>
        EqualityComparer<T>.Default.Equals(expected, actual) ? null : $"{what}: the text gives\n{expected}\nthe grains give\n{actual}";
}
