using System.Text.Encodings.Web;
using System.Text.Json;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Scenarios.Plan;
using SvaOrleans.Scenarios.Running;
using SvaOrleans.Scenarios.Running.Refusals;

namespace SvaOrleans.Reports.Runs;

/// <summary>Writes a run as JSON objects, one per line. docs/scenario.md defines their shapes.</summary>
internal sealed class JsonLines : IRunObserver, IDisposable
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly bool _hasEvents;
    private readonly BufferedStream _buffered;
    private readonly Utf8JsonWriter _json;
    private ScenarioPlan? _plan;

    /// <summary>Writes to a stream.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="hasEvents">Whether events are written too.</param>
    public JsonLines(Stream output, bool hasEvents)
    {
        this._hasEvents = hasEvents;
        _buffered = new(output, 1 << 16);
        _json = new(_buffered, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <inheritdoc/>
    public void Begin(ScenarioPlan plan, string engine, ulong? seed)
    {
        this._plan = plan;
        Start("scenario");
        _json.WriteString("name", plan.Name);
        _json.WriteString("file", plan.File);
        _json.WriteString("engine", engine);
        if (seed is { } value)
        {
            _json.WriteNumber("seed", value);
        }
        else
        {
            _json.WriteNull("seed");
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
        if (_hasEvents || happened.Kind is SvaEventKind.Verdict or SvaEventKind.ContractViolation or SvaEventKind.Warning)
        {
            Start("event");
            EventJson.Write(_json, happened);
            End();
        }
    }

    /// <inheritdoc/>
    public void Progress(StepPlan step, long events, double? fraction) { }

    /// <inheritdoc/>
    public void Held(int checks) { }

    /// <inheritdoc/>
    public void Failure(RunFailure failure)
    {
        Start("failure");
        _json.WriteString("kind", failure.Kind);
        if (failure.StepId > 0)
        {
            _json.WriteNumber("step", failure.StepId);
        }

        if (failure.Place is { } place)
        {
            _json.WriteNumber("line", place.Line);
            _json.WriteNumber("column", place.Column);
        }

        _json.WriteString("message", failure.Message);
        End();
    }

    /// <inheritdoc/>
    void IRunObserver.End(RunOutcome outcome)
    {
        Start("state");
        StateJson.Write(_json, outcome);
        End();
    }

    /// <summary>Writes out what is buffered.</summary>
    public void Flush() => _buffered.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _buffered.Dispose();
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
        _json.WriteNumber("step", step.Id);
        if (step.Label is not null)
        {
            _json.WriteString("id", step.Label);
        }

        _json.WriteString("op", step.Keyword);
        _json.WriteString("host", step.Host);
        if (step.Branch is not null)
        {
            _json.WriteString("branch", step.Branch);
        }

        if (step.IsSetup)
        {
            _json.WriteBoolean("setup", true);
        }

        _json.WriteStartObject("args");
        foreach (var argument in step.Arguments)
        {
            WriteArgument(_json, argument);
        }

        _json.WriteEndObject();
        _json.WriteString("error", result.Error.ToString());
        _json.WriteNumber("code", -result.Error.Code);
        if (RefusalReasons.Of(_plan!, step, result) is { Length: > 0 } reason)
        {
            _json.WriteString("reason", reason);
        }

        if (result.Pasid is { IsNone: false } pasid)
        {
            _json.WriteNumber("pasid", pasid.Value);
        }

        _json.WriteStartObject("figures");
        foreach (var figure in result.Figures)
        {
            _json.WriteNumber(figure.Name, figure.Value);
        }

        _json.WriteEndObject();
        _json.WriteNumber("startedAt", result.StartedAt.Nanoseconds);
        _json.WriteNumber("at", result.At.Nanoseconds);
        _json.WriteNumber("line", step.Place.Line);
        End();
    }

    private void Start(string type)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type", type);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _buffered.Write(NewLine);
    }
}
