namespace SvaOrleans.Simulation.Engine;

/// <content>Start-up work runs before the client code of a run.</content>
public sealed partial class World
{
    private Task? _boot;

    /// <summary>Runs in the name of the client when a run begins; null for nothing. If it fails, the run does.</summary>
    public Func<Task>? Boot { get; set; }

    private void StartBoot()
    {
        if (Boot is not null && _boot is null)
        {
            EnterTurn(Client);
            _boot = Boot();
            LeaveContext();
        }
    }

    private Task StartCode(Func<Task> code)
    {
        return _boot is null || _boot.IsCompletedSuccessfully ? code() : AfterBoot(_boot, code);

        static async Task AfterBoot(Task boot, Func<Task> code)
        {
            await boot;
            await code();
        }
    }
}
