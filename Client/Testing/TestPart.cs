using SvaOrleans.Silo;

namespace SvaOrleans.Client.Testing;

/// <summary>A part of a test run: a project on one engine.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Project">The project.</param>
internal sealed record TestPart(EngineKind Engine, TestProject Project);
