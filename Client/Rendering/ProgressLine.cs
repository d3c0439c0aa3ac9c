namespace SvaOrleans.Client.Rendering;

/// <summary>A line on the terminal that tells how far long work has come; silent where nobody watches, unless the work takes so long that a
/// log should tell that it lives.</summary>
/// <param name="logged">How often a line is written where standard error is no terminal; null for never.</param>
internal sealed class ProgressLine(TimeSpan? logged = null)
{
    private readonly bool isWatched = !Console.IsErrorRedirected;
    private long lastShown = Environment.TickCount64;
    private int width;

    /// <summary>Shows a text in place of the last one.</summary>
    public void Show(string text)
    {
        var now = Environment.TickCount64;
        if (isWatched ? now - lastShown < 100 && width > 0 : logged is not { } period || now - lastShown < period.TotalMilliseconds)
        {
            return;
        }

        lastShown = now;
        if (!isWatched)
        {
            Console.Error.WriteLine(text);
            return;
        }

        Console.Error.Write("\r" + text.PadRight(width));
        width = text.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (width > 0)
        {
            Console.Error.Write("\r" + new string(' ', width) + "\r");
            width = 0;
        }
    }
}
