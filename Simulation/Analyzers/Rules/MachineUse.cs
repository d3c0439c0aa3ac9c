using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace SvaOrleans.Simulation.Analyzers.Rules;

/// <summary>Finds uses of the machine's clock, of chance, of other threads, and of waits that block.</summary>
internal static class MachineUse
{
    private const string Await = "await an asynchronous method of the grain, or call another grain";
    private const string Inject = "pass an injected TimeProvider";

    private static readonly ImmutableHashSet<string> Clocks = ImmutableHashSet.Create(
        "System.DateTime.Now",
        "System.DateTime.UtcNow",
        "System.DateTime.Today",
        "System.DateTimeOffset.Now",
        "System.DateTimeOffset.UtcNow",
        "System.TimeProvider.System",
        "System.Environment.TickCount",
        "System.Environment.TickCount64"
    );

    internal static void CheckProperty(OperationAnalysisContext context)
    {
        var reference = (IPropertyReferenceOperation)context.Operation;
        var property = reference.Property;
        if (!IsOfSystem(property.ContainingNamespace))
        {
            return;
        }

        var name = $"{property.ContainingType.ToDisplayString()}.{property.Name}";
        if (Clocks.Contains(name))
        {
            Report(context, GrainRules.WallClock, Short(property));
        }
        else if (name == "System.Random.Shared")
        {
            Report(context, GrainRules.Chance, Short(property));
        }
        else if (property.Name == "Result" && IsTask(property.ContainingType) && !IsKnownComplete(reference.Instance))
        {
            Report(context, GrainRules.Blocks, Short(property));
        }
    }

    internal static void CheckCreation(OperationAnalysisContext context)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        var type = creation.Type?.ToDisplayString() ?? string.Empty;
        switch (type)
        {
            case "System.Random" when creation.Arguments.IsEmpty:
                Report(context, GrainRules.Chance, "new Random()");
                break;
            case "System.Threading.Thread":
                Report(context, GrainRules.LeavesActivation, "new Thread", Await);
                break;
            case "System.Threading.Timer" or "System.Timers.Timer":
                Report(context, GrainRules.RealTimer, "new Timer", "register a grain timer (RegisterGrainTimer)");
                break;
            case "System.Threading.PeriodicTimer" when !TakesProvider(creation.Constructor):
                Report(context, GrainRules.RealTimer, "new PeriodicTimer", $"register a grain timer (RegisterGrainTimer), or {Inject}");
                break;
            case "System.Threading.CancellationTokenSource" when creation.Arguments.Length > 0 && !TakesProvider(creation.Constructor):
                Report(context, GrainRules.RealTimer, "new CancellationTokenSource with a delay", Inject);
                break;
        }
    }

    internal static void CheckInvocation(OperationAnalysisContext context)
    {
        var invocation = (IInvocationOperation)context.Operation;
        var method = invocation.TargetMethod;
        if (!IsOfSystem(method.ContainingNamespace))
        {
            return;
        }

        var type = method.ContainingType.OriginalDefinition.ToDisplayString();
        switch (type)
        {
            case "System.Threading.Tasks.Task" when method.Name == "Run":
                Report(context, GrainRules.LeavesActivation, "Task.Run", Await);
                break;
            case "System.Threading.Tasks.Task" when method.Name == "Delay" && !TakesProvider(method) && !IsZero(invocation):
                Report(context, GrainRules.RealTimer, "Task.Delay", Inject);
                break;
            case "System.Threading.Tasks.Task"
            or "System.Threading.Tasks.Task<TResult>" when method.Name == "WaitAsync" && HasTimeOut(method) && !TakesProvider(method):
                Report(context, GrainRules.RealTimer, "Task.WaitAsync", Inject);
                break;
            case "System.Threading.Tasks.Task"
            or "System.Threading.Tasks.Task<TResult>" when method.Name is "Wait" or "WaitAll" or "WaitAny" or "RunSynchronously":
                Report(context, GrainRules.Blocks, Short(method));
                break;
            case "System.Threading.Tasks.Task"
            or "System.Threading.Tasks.Task<TResult>"
            or "System.Threading.Tasks.ValueTask"
            or "System.Threading.Tasks.ValueTask<TResult>" when method.Name == "ConfigureAwait" && LeavesContext(invocation):
                Report(context, GrainRules.LeavesActivation, "ConfigureAwait(false)", "leave it out");
                break;
            case "System.Threading.Tasks.Parallel":
            case "System.Threading.ThreadPool"
                when method.Name.Contains("Queue") || method.Name.StartsWith("Register", StringComparison.Ordinal):
                Report(context, GrainRules.LeavesActivation, Short(method), Await);
                break;
            case "System.Threading.Thread" when method.Name is "Sleep" or "Join":
                Report(context, GrainRules.Blocks, Short(method));
                break;
            case "System.Threading.CancellationTokenSource" when method.Name == "CancelAfter":
                Report(context, GrainRules.RealTimer, Short(method), "make the source with a delay and an injected TimeProvider");
                break;
            case "System.Threading.CancellationTokenSource" when method.Name == "CancelAsync":
                Report(context, GrainRules.LeavesActivation, Short(method), "call Cancel");
                break;
            case "System.Diagnostics.Stopwatch":
                Report(context, GrainRules.WallClock, Short(method));
                break;
            case "System.Guid" when method.Name is "NewGuid" or "CreateVersion7":
            case "System.Security.Cryptography.RandomNumberGenerator":
                Report(context, GrainRules.Chance, Short(method));
                break;
            case "System.Runtime.CompilerServices.TaskAwaiter"
            or "System.Runtime.CompilerServices.TaskAwaiter<TResult>"
            or "System.Runtime.CompilerServices.ValueTaskAwaiter"
            or "System.Runtime.CompilerServices.ValueTaskAwaiter<TResult>" when method.Name == "GetResult":
                Report(context, GrainRules.Blocks, "GetAwaiter().GetResult()");
                break;
        }
    }

    private static void Report(OperationAnalysisContext context, DiagnosticDescriptor rule, params object[] arguments)
    {
        if (RuleScope.Covers(context))
        {
            context.ReportDiagnostic(Diagnostic.Create(rule, context.Operation.Syntax.GetLocation(), arguments));
        }
    }

    private static bool IsOfSystem(INamespaceSymbol? space)
    {
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space?.Name == "System";
    }

    private static string Short(ISymbol member) => $"{member.ContainingType.Name}.{member.Name}";

    private static bool IsTask(INamedTypeSymbol type) =>
        type.OriginalDefinition.ToDisplayString() is "System.Threading.Tasks.Task<TResult>" or "System.Threading.Tasks.ValueTask<TResult>";

    private static bool TakesProvider(IMethodSymbol? method) =>
        method is not null && method.Parameters.Any(static parameter => parameter.Type.Name == "TimeProvider");

    private static bool HasTimeOut(IMethodSymbol method) => method.Parameters.Any(static parameter => parameter.Type.Name == "TimeSpan");

    // Such a delay is over when it begins.
    private static bool IsZero(IInvocationOperation invocation) =>
        invocation.Arguments.FirstOrDefault()?.Value is { } value
        && (
            value.ConstantValue is { HasValue: true, Value: 0 or -1 }
            || value is IFieldReferenceOperation { Field: { Name: "Zero" or "InfiniteTimeSpan" } field }
                && field.ContainingType.Name is "TimeSpan" or "Timeout"
        );

    // ConfigureAwait(true) and the options that keep the context change nothing.
    private static bool LeavesContext(IInvocationOperation invocation) =>
        invocation.Arguments.FirstOrDefault()?.Value is not { ConstantValue: { HasValue: true, Value: var value } }
        || value is false
        || (value is int options && ((options & 1) == 0 || (options & 4) != 0));

    /// <summary>A task that the same method awaited before may be read: by its name, or any task after <c>await
    /// Task.WhenAll(...)</c>.</summary>
    private static bool IsKnownComplete(IOperation? task)
    {
        if (task is null)
        {
            return false;
        }

        ISymbol? local = task switch
        {
            ILocalReferenceOperation reference => reference.Local,
            IParameterReferenceOperation reference => reference.Parameter,
            _ => null,
        };
        var root = task;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        var asked = task.Syntax.SpanStart;
        return root.Descendants()
            .OfType<IAwaitOperation>()
            .Any(wait =>
                wait.Syntax.SpanStart < asked
                && wait.DescendantsAndSelf()
                    .Any(used =>
                        used switch
                        {
                            ILocalReferenceOperation one => SymbolEqualityComparer.Default.Equals(one.Local, local),
                            IParameterReferenceOperation other => SymbolEqualityComparer.Default.Equals(other.Parameter, local),
                            IInvocationOperation call => call.TargetMethod is { Name: "WhenAll", ContainingType.Name: "Task" },
                            _ => false,
                        }
                    )
            );
    }
}
