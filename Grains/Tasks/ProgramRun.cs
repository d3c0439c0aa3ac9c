using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Naming;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model;

namespace SvaOrleans.Grains.Tasks;

/// <summary>One run of a program by one task: a cursor in modelled time, variables, and what each step did.</summary>
internal sealed partial class ProgramRun
{
    private readonly KernelReferences kernel;
    private readonly ObjectName task;
    private readonly HostSettings settings;
    private readonly Func<VirtualTime, Task> sleep;
    private readonly SortedDictionary<string, long> variables = new(StringComparer.Ordinal);
    private readonly ImmutableArray<StepResult>.Builder results = ImmutableArray.CreateBuilder<StepResult>();
    private Stamp stamp;

    public ProgramRun(
        KernelReferences kernel, ObjectName task, Stamp stamp, HostSettings settings, Func<VirtualTime, Task> sleep, ImmutableArray<Variable> variables)
    {
        this.kernel = kernel;
        this.task = task;
        this.stamp = stamp;
        this.settings = settings;
        this.sleep = sleep;
        foreach (var variable in variables)
        {
            this.variables[variable.Name] = variable.Value;
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<RunResult> Execute(Program program)
    {
        foreach (var step in program.Steps)
        {
            var startedAt = stamp.At;
            stamp = stamp with { Step = step.Id };
            if (step is ParallelStep parallel)
            {
                await Branch(parallel);
                continue;
            }

            var done = await Perform(step);
            stamp = stamp.Later(done.At);
            results.Add(
                new(step.Id, task, done.Error, done.Pasid, done.Figures.IsDefault ? [] : done.Figures, startedAt, done.At, done.Why));
        }

        return new(results.ToImmutable(), [.. variables.Select(static variable => new Variable(variable.Key, variable.Value))], stamp.At);
    }

    private async ValueTask Branch(ParallelStep parallel)
    {
        var known = variables.Select(static variable => new Variable(variable.Key, variable.Value)).ToImmutableArray();
        var started = stamp;
        // What a branch has set wins over what was known before; a later branch wins over an earlier one, whatever the order in which they end.
        foreach (var branch in await FanOut.Ask(
            [.. parallel.Tasks.Zip(parallel.Branches)],
            branch => kernel.Task(branch.First).Run(new(started, branch.Second, known, settings))))
        {
            results.AddRange(branch.Results);
            foreach (var variable in branch.Variables.Except(known))
            {
                variables[variable.Name] = variable.Value;
            }

            stamp = stamp.Later(branch.At);
        }
    }

    private Pasid PasidOf(PasidOperand operand) =>
        operand.Literal ?? (variables.TryGetValue(operand.Variable ?? "", out var value) ? new((uint)value) : Pasid.None);

    private void Store(string? variable, long value)
    {
        if (variable is not null)
        {
            variables[variable] = value;
        }
    }

    private readonly record struct Done(
        Errno Error, VirtualTime At, Pasid? Pasid = null, ImmutableArray<Figure> Figures = default, BindRefusal Why = BindRefusal.None);
}
