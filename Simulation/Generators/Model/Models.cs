namespace SvaOrleans.Simulation.Generators;

/// <summary>How a grain method returns.</summary>
internal enum ReturnKind
{
    Task,
    TaskOf,
    ValueTask,
    ValueTaskOf,
}

/// <summary>A parameter of a grain method. A plain one needs no copy.</summary>
internal sealed record ParameterModel(string Type, string TypeOf, bool IsCancellation, bool IsPlain);

/// <summary>A grain method.</summary>
internal sealed record MethodModel(
    string Name, string DeclaringInterface, ReturnKind Kind, string Result, EquatableList<ParameterModel> Parameters, string Traits, string? ResponseTimeout);

/// <summary>A grain interface.</summary>
internal sealed record InterfaceModel(string Type, string SafeName, EquatableList<MethodModel> Methods);

/// <summary>A grain class.</summary>
internal sealed record ClassModel(string Type);
