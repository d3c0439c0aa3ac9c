using System.Reflection;
using System.Runtime.CompilerServices;

namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>Which fields of a class may hold what its code waits for or has begun: of the compiler's state machines the awaiters and the locals that
/// outlive an await, of a grain its own fields.</summary>
internal sealed class WaitShape
{
    // One for each class in the process, since a reader takes long to make.
    private static readonly ConditionalWeakTable<Type, WaitShape> Shapes = [];

#pragma warning disable RS0030 // It is looked for.
    private static readonly Type TimerType = typeof(Timer);
#pragma warning restore RS0030

    private static readonly Type[] Begun = [typeof(CancellationTokenSource), typeof(PeriodicTimer), TimerType];

    private readonly Type _type;

    private WaitShape(Type type)
    {
        _type = type;
        var isOfRuntime = type.Assembly == typeof(Task).Assembly;
        if (MachineOf(type) is { } machine)
        {
            Role = WaitRole.Code;
            Code = CodeName.Of(machine.FieldType);
            IsOwnCode = !CodeName.IsFramework(machine.FieldType);
            Io = CodeName.IoOf(machine.FieldType);
            Slots =
            [
                .. Fields(machine.FieldType)
                    .SelectMany(Paths)
                    .Select(path => SlotOf(type, [machine, .. path]))
                    .OrderByDescending(static slot => slot.IsAwaited),
            ];
            return;
        }

        // Combinations of tasks hold others: WhenAny, WhenAll<T>, WaitAsync, AsTask, ContinueWith.
        Role = RoleOf(type, isOfRuntime);
        IsIo = !type.IsAssignableTo(typeof(Task)) && type.Namespace is { } space && CodeName.IsIo(space) && CodeName.IsFramework(type);
        Timer =
            Role is WaitRole.Delay or WaitRole.TimedWait or WaitRole.Source or WaitRole.PeriodicTimer ? FieldPath.Reader(type, "_timer")
            : Role == WaitRole.PeriodicWait ? FieldPath.Reader(type, "_owner")
            : null;
        Slots =
        [
            .. Fields(type)
                .Where(field =>
                    IsTasks(field.FieldType)
                    || (isOfRuntime ? field is { Name: "_source", FieldType.IsValueType: false } : IsBegun(field.FieldType))
                )
                .Select(field => SlotOf(field.DeclaringType!, [field])),
        ];
    }

    /// <summary>Whether the runtime's own classes of waits are those that are known here.</summary>
    internal static bool KnowsDelays =>
        Array.TrueForAll(
            ["System.Threading.Tasks.Task+DelayPromise", "System.Threading.PeriodicTimer+State"],
            static name => typeof(Task).Assembly.GetType(name) is { } type && Of(type).Timer is not null
        );

    /// <summary>What the objects are in a wait.</summary>
    internal WaitRole Role { get; }

    /// <summary>Of a delay and the like: reads its timer, or what holds that.</summary>
    internal Func<object, object?>? Timer { get; }

    /// <summary>Whether it is what the framework's I/O completes.</summary>
    internal bool IsIo { get; }

    /// <summary>Whether it is a state machine.</summary>
    internal bool IsMachine => Role == WaitRole.Code;

    /// <summary>Class and method of a state machine.</summary>
    internal string? Code { get; }

    /// <summary>Whether the code is no framework's.</summary>
    internal bool IsOwnCode { get; }

    /// <summary>The method's name if it is one of the framework that does I/O.</summary>
    internal string? Io { get; }

    internal Slot[] Slots { get; }

    internal static WaitShape Of(object node, WaitShape? guess) =>
        guess is not null && ReferenceEquals(guess._type, node.GetType()) ? guess : Of(node.GetType());

    internal static WaitShape Of(Type type) => Shapes.GetValue(type, static type => new WaitShape(type));

    // AsyncStateMachineBox of tasks, StateMachineBox of pooled value tasks.
    private static FieldInfo? MachineOf(Type type)
    {
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            if (
                at.Name.Contains("StateMachineBox", StringComparison.Ordinal)
                && at.GetField("StateMachine", FieldPath.Declared) is { } machine
            )
            {
                return machine;
            }
        }

        return null;
    }

    private static WaitRole RoleOf(Type type, bool isOfRuntime) =>
        type.IsAssignableTo(typeof(GrainRequest)) ? WaitRole.Call
        : type.IsAssignableTo(typeof(CancellationTokenSource)) ? WaitRole.Source
        : type == typeof(PeriodicTimer) ? WaitRole.PeriodicTimer
        : type == TimerType ? WaitRole.Timer
        : type.IsAssignableTo(typeof(Task[])) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>)) ? WaitRole.Tasks
        : !isOfRuntime ? WaitRole.Other
        : type.FullName == "System.Threading.PeriodicTimer+State" ? WaitRole.PeriodicWait
        : !type.IsAssignableTo(typeof(Task)) ? WaitRole.Other
        : type.Name switch
        {
            "DelayPromise" or "DelayPromiseWithCancellation" => WaitRole.Delay,
            "CancellationPromise`1" => WaitRole.TimedWait,
            "UnwrapPromise`1" => WaitRole.Unwrapped,
            var name when name.StartsWith("Continuation", StringComparison.Ordinal) => WaitRole.Continuation,
            _ => WaitRole.Task,
        };

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (
            var at = type;
            at is not null && at != typeof(object) && at != typeof(Task) && at.FullName != "Orleans.Grain";
            at = at.BaseType
        )
        {
            foreach (var field in at.GetFields(FieldPath.Declared))
            {
                yield return field;
            }
        }
    }

    /// <summary>The ways from a state machine's field to references that matter.</summary>
    private static IEnumerable<FieldInfo[]> Paths(FieldInfo field)
    {
        var type = field.FieldType;
        if (!type.IsValueType)
        {
            return IsTasks(type) || IsBegun(type)
                ?
                [
                    [field],
                ]
                : [];
        }

        return IsAwaiter(type) || IsValueTask(type)
            ? type.GetFields(FieldPath.Declared)
                .SelectMany(inner =>
                    inner.FieldType == typeof(object)
                        ?
                        [
                            [inner],
                        ]
                        : Paths(inner)
                )
                .Select(path => (FieldInfo[])[field, .. path])
            : [];
    }

    private static Slot SlotOf(Type owner, FieldInfo[] path)
    {
        var option = path is [_, _, ..] ? path[^2].FieldType.GetField("m_options", FieldPath.Declared) : null;
        var context =
            path is [_, _, _, ..] && path[^2].Name == "_value"
                ? path[^2].FieldType.GetField("_continueOnCapturedContext", FieldPath.Declared)
                : null;
        var isAwaited = path.Length > 1 && IsAwaiter(path[1].FieldType);
        return new(
            FieldPath.Reader(owner, path),
            isAwaited,
            option is not null ? FieldPath.IsSet(owner, [.. path[..^1], option])
                : context is not null && path[1].FieldType.Name.StartsWith("ConfiguredValueTask", StringComparison.Ordinal)
                    ? FieldPath.IsSet(owner, [.. path[..^1], context])
                : null
        );
    }

    // And no builder, which has the state machine's own task.
    private static bool IsAwaiter(Type type) =>
        type.IsValueType && type.Assembly == typeof(Task).Assembly && type.Name.Contains("Awaiter", StringComparison.Ordinal);

    private static bool IsValueTask(Type type) =>
        type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static bool IsTasks(Type type) => type.IsAssignableTo(typeof(Task)) || type.IsAssignableTo(typeof(IEnumerable<Task>));

    private static bool IsBegun(Type type) => Array.Exists(Begun, begun => type.IsAssignableTo(begun));

    /// <summary>One field.</summary>
    /// <param name="Read">Reads it.</param>
    /// <param name="IsAwaited">Whether it is what the code waits for now.</param>
    /// <param name="StaysInContext">For ConfigureAwait: whether the code continues in its context; null for any other await, which does.</param>
    internal sealed record Slot(Func<object, object?> Read, bool IsAwaited, Func<object, bool>? StaysInContext)
    {
        /// <summary>The shape of what was there last, which is likely that of what is there next; any thread may change it.</summary>
        internal WaitShape? Last { get; set; }
    }
}
