namespace SvaOrleans.Client.Rendering;

/// <summary>A line on the terminal that shows the progress of long work. It is silent if standard error is no terminal, unless the work
/// takes so long that a log should show that it is alive.</summary>
/// <param name="logged">How often a line is written if standard error is no terminal; null for never.</param>
internal sealed class ProgressLine(TimeSpan? logged = null)
{
    private readonly bool _isWatched = !Console.IsErrorRedirected;
    private long _lastShown = Environment.TickCount64;
    private int _width;

    /// <summary>Shows a text in place of the last one.</summary>
    public void Show(string text)
    {
        var now = Environment.TickCount64;
        if (_isWatched ? now - _lastShown < 100 && _width > 0 : logged is not { } period || now - _lastShown < period.TotalMilliseconds)
        {
            return;
        }

        _lastShown = now;
        if (!_isWatched)
        {
            Console.Error.WriteLine(text);
            return;
        }

        Console.Error.Write("\r" + text.PadRight(_width));
        _width = text.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_width > 0)
        {
            Console.Error.Write("\r" + new string(' ', _width) + "\r");
            _width = 0;
        }
    }
}
