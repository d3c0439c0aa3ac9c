using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Interfaces.Sva;

namespace SvaOrleans.Grains.Programs;

/// <summary>One run of a program by one task: a cursor in modelled time, variables, and the result of each step.</summary>
internal sealed partial class ProgramRun
{
    private readonly KernelReferences _kernel;
    private readonly ObjectName _task;
    private readonly Func<VirtualTime, Task> _sleep;
    private readonly SortedDictionary<string, long> _variables = new(StringComparer.Ordinal);
    private readonly ImmutableArray<StepResult>.Builder _results = ImmutableArray.CreateBuilder<StepResult>();
    private Stamp _stamp;

    public ProgramRun(
        KernelReferences kernel,
        ObjectName task,
        Stamp stamp,
        Func<VirtualTime, Task> sleep,
        ImmutableArray<Variable> variables
    )
    {
        this._kernel = kernel;
        this._task = task;
        this._stamp = stamp;
        this._sleep = sleep;
        foreach (var variable in variables)
        {
            this._variables[variable.Name] = variable.Value;
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<RunResult> Execute(Program program)
    {
        foreach (var step in program.Steps)
        {
            var startedAt = _stamp.At;
            _stamp = _stamp with { Step = step.Id };
            if (step is ParallelStep parallel)
            {
                await Branch(parallel);
                continue;
            }

            var done = await Perform(step);
            _stamp = _stamp.Later(done.At);
            _results.Add(
                new(step.Id, _task, done.Error, done.Pasid, done.Figures.IsDefault ? [] : done.Figures, startedAt, done.At, done.Why)
            );
        }

        return new(
            _results.ToImmutable(),
            [.. _variables.Select(static variable => new Variable(variable.Key, variable.Value))],
            _stamp.At
        );
    }

    private async ValueTask Branch(ParallelStep parallel)
    {
        var known = _variables.Select(static variable => new Variable(variable.Key, variable.Value)).ToImmutableArray();
        var started = _stamp;
        // A value set by a branch replaces the earlier one; a later branch wins over an earlier one, in any order of their ends.
        foreach (
            var branch in await FanOut.Ask(
                [.. parallel.Tasks.Zip(parallel.Branches)],
                branch => _kernel.Task(branch.First).Run(new(started, branch.Second, known))
            )
        )
        {
            _results.AddRange(branch.Results);
            foreach (var variable in branch.Variables.Except(known))
            {
                _variables[variable.Name] = variable.Value;
            }

            _stamp = _stamp.Later(branch.At);
        }
    }

    private Pasid PasidOf(PasidOperand operand) =>
        operand.Literal ?? (_variables.TryGetValue(operand.Variable ?? "", out var value) ? new((uint)value) : Pasid.None);

    private void Store(string? variable, long value)
    {
        if (variable is not null)
        {
            _variables[variable] = value;
        }
    }

    private readonly record struct StepDone(
        Errno Error,
        VirtualTime At,
        Pasid? Pasid = null,
        ImmutableArray<Figure> Figures = default,
        BindRefusal Why = BindRefusal.None
    );
}
