using System.Text.Encodings.Web;
using System.Text.Json;
using SvaOrleans.Client.Running;
using SvaOrleans.Client.Running.Refusals;
using SvaOrleans.Client.Scenarios.Operations;
using SvaOrleans.Client.Scenarios.Plan;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Client.Output;

/// <summary>Writes a run as JSON objects, one per line. docs/scenario.md tells their shapes.</summary>
internal sealed class JsonLines : IRunObserver, IDisposable
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly bool hasEvents;
    private readonly BufferedStream buffered;
    private readonly Utf8JsonWriter json;
    private ScenarioPlan? plan;

    /// <summary>Writes to a stream.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="hasEvents">Whether events are written too.</param>
    public JsonLines(Stream output, bool hasEvents)
    {
        this.hasEvents = hasEvents;
        buffered = new(output, 1 << 16);
        json = new(buffered, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <inheritdoc/>
    public void Begin(ScenarioPlan plan, string engine, ulong? seed)
    {
        this.plan = plan;
        Start("scenario");
        json.WriteString("name", plan.Name);
        json.WriteString("file", plan.File);
        json.WriteString("engine", engine);
        if (seed is { } value)
        {
            json.WriteNumber("seed", value);
        }
        else
        {
            json.WriteNull("seed");
        }

        End();
    }

    /// <inheritdoc/>
    public void Result(StepPlan step, StepResult result) => WriteResult(step, result);

    /// <inheritdoc/>
    public void Replayed(StepPlan step, ReplayFigures figures, StepResult result) => WriteResult(step, result);

    /// <inheritdoc/>
    public void Event(in SvaEvent happened)
    {
        if (hasEvents || happened.Kind is SvaEventKind.Verdict or SvaEventKind.ContractViolation or SvaEventKind.Warning)
        {
            Start("event");
            EventJson.Write(json, happened);
            End();
        }
    }

    /// <inheritdoc/>
    public void Progress(StepPlan step, long events, double? fraction)
    {
    }

    /// <inheritdoc/>
    public void Held(int checks)
    {
    }

    /// <inheritdoc/>
    public void Failure(RunFailure failure)
    {
        Start("failure");
        json.WriteString("kind", failure.Kind);
        if (failure.StepId > 0)
        {
            json.WriteNumber("step", failure.StepId);
        }

        if (failure.Place is { } place)
        {
            json.WriteNumber("line", place.Line);
            json.WriteNumber("column", place.Column);
        }

        json.WriteString("message", failure.Message);
        End();
    }

    /// <inheritdoc/>
    void IRunObserver.End(RunOutcome outcome)
    {
        Start("state");
        StateJson.Write(json, outcome);
        End();
    }

    /// <summary>Writes out what is buffered.</summary>
    public void Flush() => buffered.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        json.Dispose();
        buffered.Dispose();
    }

    private static void WriteArgument(Utf8JsonWriter json, Argument argument)
    {
        switch (argument.Value)
        {
            case long number:
                json.WriteNumber(argument.Name, number);
                break;
            case bool flag:
                json.WriteBoolean(argument.Name, flag);
                break;
            default:
                json.WriteString(argument.Name, (string)argument.Value);
                break;
        }
    }

    private void WriteResult(StepPlan step, StepResult result)
    {
        Start("result");
        json.WriteNumber("step", step.Id);
        if (step.Label is not null)
        {
            json.WriteString("id", step.Label);
        }

        json.WriteString("op", step.Keyword);
        json.WriteString("host", step.Host);
        if (step.Branch is not null)
        {
            json.WriteString("branch", step.Branch);
        }

        if (step.IsSetup)
        {
            json.WriteBoolean("setup", true);
        }

        json.WriteStartObject("args");
        foreach (var argument in step.Arguments)
        {
            WriteArgument(json, argument);
        }

        json.WriteEndObject();
        json.WriteString("error", result.Error.ToString());
        json.WriteNumber("code", -result.Error.Code);
        if (RefusalReasons.Of(plan!, step, result) is { Length: > 0 } reason)
        {
            json.WriteString("reason", reason);
        }

        if (result.Pasid is { IsNone: false } pasid)
        {
            json.WriteNumber("pasid", pasid.Value);
        }

        json.WriteStartObject("figures");
        foreach (var figure in result.Figures)
        {
            json.WriteNumber(figure.Name, figure.Value);
        }

        json.WriteEndObject();
        json.WriteNumber("startedAt", result.StartedAt.Nanoseconds);
        json.WriteNumber("at", result.At.Nanoseconds);
        json.WriteNumber("line", step.Place.Line);
        End();
    }

    private void Start(string type)
    {
        json.Reset();
        json.WriteStartObject();
        json.WriteString("type", type);
    }

    private void End()
    {
        json.WriteEndObject();
        json.Flush();
        buffered.Write(NewLine);
    }
}
