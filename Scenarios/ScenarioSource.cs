namespace SvaOrleans.Scenarios;

/// <summary>The source of a scenario, so a changed text can be read in its place.</summary>
/// <param name="Text">The file's text, all scenarios in it.</param>
/// <param name="Read">Reads another text in its place: on the same kernel, in the same folder.</param>
internal sealed record ScenarioSource(byte[] Text, Func<byte[], ScenarioDocument> Read);
