using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Processes;
using SvaOrleans.Scenarios.Fields;

namespace SvaOrleans.Scenarios.Operations;

/// <summary>Processes, threads, files, and references to address spaces.</summary>
internal static class ProcessOperations
{
    private static readonly Field Task = new("task", Shapes.Name, "The task.", true);
    private static readonly Field Child = new("child", Shapes.Name, "The child's name.", true);

    public static IReadOnlyList<Operation> All { get; } =
    [
        new(
            "process",
            "Creates a process with an empty address space. In short: process: X, for a task X and an mm X.",
            NameOr(
                "process",
                [
                    new("task", Shapes.Name, "The task's name.", true),
                    new("mm", Shapes.Name, "The address space's name; the task's if absent."),
                ]
            ),
            static at => new SpawnStep(at.StepId, at.NewTask("task"), at.NewMm("mm", "task")),
            static (names, arguments) => names.AddProcess(arguments, "task", "mm")
        ),
        new(
            "fork",
            "fork: a child with a copy of the address space and the same open files.",
            Operation.Named("fork", [Task, Child, new("mm", Shapes.Name, "The name of the child's address space; the child's if absent.")]),
            static at => new ForkStep(at.StepId, at.Task("task"), at.NewTask("child"), at.NewMm("mm", "child"), ForkKind.Fork),
            static (names, arguments) => names.AddProcess(arguments, "child", "mm")
        )
        {
            Actor = "task",
        },
        new(
            "vfork",
            "vfork, or clone with CLONE_VM: another process in the same address space.",
            Operation.Named("vfork", [Task, Child]),
            static at => new ForkStep(at.StepId, at.Task("task"), at.NewTask("child"), default, ForkKind.SharedMm),
            static (names, arguments) => names.AddProcess(arguments, "child", null)
        )
        {
            Actor = "task",
        },
        new(
            "thread",
            "clone of a thread: the same address space and the same open files.",
            Operation.Named("thread", [Task, Child]),
            static at => new ForkStep(at.StepId, at.Task("task"), at.NewTask("child"), default, ForkKind.Thread),
            static (names, arguments) => names.AddProcess(arguments, "child", null)
        )
        {
            Actor = "task",
        },
        new(
            "exec",
            "execve: a new address space replaces the old one; open files stay bound to the old one unless they close on exec.",
            Operation.Named(
                "exec",
                [
                    Task,
                    new("mm", Shapes.Name, "The new address space's name.", true),
                    new("close_on_exec", Shapes.Flag, "Whether open device files are closed; false if absent."),
                ]
            ),
            static at => new ExecStep(at.StepId, at.Task("task"), at.NewMm("mm", "mm"), at.Flag("close_on_exec")),
            static (names, arguments) =>
            {
                if ((arguments as YamlMapping)?.Find("mm") is YamlScalar mm)
                {
                    names.Mms.Add(mm.Text);
                }
            }
        )
        {
            Actor = "task",
        },
        new(
            "exit",
            "The process exits: its files are closed first, so drivers unbind before the address space ends.",
            NameOr("exit", [Task]),
            static at => new ExitStep(at.StepId, at.Task("task"), true)
        )
        {
            Actor = "task",
        },
        new(
            "kill",
            "The process is killed: the address space ends first, so mm_exit runs at the drivers.",
            NameOr("kill", [Task]),
            static at => new ExitStep(at.StepId, at.Task("task"), false)
        ),
        new(
            "open",
            "open of a device file: the driver binds the task's address space, and unbinds when the last descriptor is closed.",
            Operation.Named(
                "open",
                [
                    Task,
                    new("device", Shapes.Device, "The device.", true),
                    new("features", Shapes.Features, "Features that the bind needs; none if absent."),
                ]
            ),
            static at => new OpenStep(at.StepId, at.Task("task"), at.Device("device"), at.Features("features"), at.Variable)
        )
        {
            StoresVariable = true,
            Actor = "task",
        },
        new(
            "close",
            "close of a descriptor.",
            Operation.Named("close", [Task, new("file", Shapes.Name, "The name of the open, from its as:.", true)]),
            static at => new CloseStep(at.StepId, at.Task("task"), at.File("file"))
        )
        {
            Actor = "task",
        },
        new(
            "mmget",
            "mmget_not_zero: another party takes a user reference, as a debugger does.",
            NameOr("mmget", [new("mm", Shapes.Name, "The address space.", true)]),
            static at => new GetMmStep(at.StepId, at.Mm("mm"))
        ),
        new(
            "mmput",
            "mmput: drops a user reference; the last one runs the exit, here or, with async, in a worker.",
            NameOr(
                "mmput",
                [
                    new("mm", Shapes.Name, "The address space.", true),
                    new("async", Shapes.Flag, "Whether a worker drops it; false if absent."),
                ]
            ),
            static at => new PutMmStep(at.StepId, at.Mm("mm"), at.Flag("async"))
        ),
        new(
            "lock",
            "The program takes a driver's global lock.",
            NameOr("lock", [new("lock", Shapes.Name, "The lock.", true)]),
            static at => new LockStep(at.StepId, at.Lock("lock"), false)
        ),
        new(
            "unlock",
            "The program releases a driver's global lock.",
            NameOr("unlock", [new("lock", Shapes.Name, "The lock.", true)]),
            static at => new LockStep(at.StepId, at.Lock("lock"), true)
        ),
        new(
            "sleep",
            "The program sleeps, in modelled time.",
            Shapes.Duration,
            static at => new SleepStep(at.StepId, at.WholeDuration("duration"))
        ),
        new(
            "settle",
            "Waits until the host's workers have nothing to do.",
            new EitherShape("nothing", [new NullShape()]),
            static at => new SettleStep(at.StepId, at.Object(ObjectKind.Host, ""))
        ),
    ];

    // The first field can be given alone.
    private static EitherShape NameOr(string keyword, IReadOnlyList<Field> fields)
    {
        var mapping = Operation.Named(keyword, fields);
        return new($"a name, or {mapping.Expected}", [fields[0].Shape], null, mapping);
    }
}
